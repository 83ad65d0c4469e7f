// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Tells how players of a domain are authenticated (reference: companion-api, section 2).
package struct DescribeLivePlayAuthKey: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLivePlayAuthKey", service: .live, requestsPerSecond: 500, errors: [.playDomainNotRecorded],
        documentedErrors: ErrorCode.domains.union(ErrorCode.wrongParameters).union([
            .internalDatabaseConnection, .internalPlayDomainNotRecorded, .playDomainNotRecorded,
        ]))

    private let domainName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let domain = try await context.playDomain(named: domainName)
        return [
            "PlayAuthKeyInfo": .object([
                "DomainName": .string(domain.name), "Enable": domain.authentication.isEnabled.number,
                "AuthKey": .string(domain.authentication.masterKey),
                "AuthDelta": .integer(domain.authentication.delta),
                "AuthBackKey": .string(domain.authentication.backupKey),
            ])
        ]
    }
}

extension ActionContext {
    /// The play domain of a name; throws `ResourceNotFound.PlayDomainNoRecord`.
    func playDomain(named name: String) async throws -> PushDomain {
        guard let domain = try await catalogue.domain(named: name.lowercased()), domain.purpose == .play else {
            throw APIFault(.playDomainNotRecorded)
        }
        return domain
    }
}
