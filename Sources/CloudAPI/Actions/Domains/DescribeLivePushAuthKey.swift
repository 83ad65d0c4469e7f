// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Tells how pushes to a domain are authenticated (reference: companion-api, section 2).
package struct DescribeLivePushAuthKey: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLivePushAuthKey", service: .live, requestsPerSecond: 500, errors: [.pushDomainNotRecorded],
        documentedErrors: ErrorCode.domains.union(ErrorCode.wrongParameters).union([
            .internalDatabaseConnection, .internalPushDomainNotRecorded, .pushDomainNotRecorded,
        ]))

    private let domainName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let domain = try await context.pushDomain(named: domainName)
        return [
            "PushAuthKeyInfo": .object([
                "DomainName": .string(domain.name), "Enable": domain.authentication.isEnabled.number,
                "MasterAuthKey": .string(domain.authentication.masterKey),
                "BackupAuthKey": .string(domain.authentication.backupKey),
                "AuthDelta": .integer(domain.authentication.delta),
            ])
        ]
    }
}

extension ActionContext {
    /// The push domain of a name; throws `ResourceNotFound.PushDomainNoRecord`.
    func pushDomain(named name: String) async throws -> PushDomain {
        guard let domain = try await catalogue.domain(named: name.lowercased()), domain.purpose == .push else {
            throw APIFault(.pushDomainNotRecorded)
        }
        return domain
    }
}
