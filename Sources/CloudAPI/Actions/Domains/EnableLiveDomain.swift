// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Opens a domain to pushes again (reference: companion-api, section 1).
package struct EnableLiveDomain: Action {
    package static let definition = ActionDefinition(
        name: "EnableLiveDomain", service: .live, requestsPerSecond: 20, errors: [.domainFormat, .domainNotRecorded],
        documentedErrors: ErrorCode.domains.union([
            .noSDKPackage, .internalDatabaseConnection, .cloudDomainStopped, .domainFormat, .domainBlacklisted,
            .resourceNotFound, .domainNotRecorded, .invalidUser,
        ]))

    private let domainName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let name = try DomainName.checked(domainName)
        guard try await context.catalogue.setDomain(named: name, isEnabled: true) else {
            throw APIFault(.domainNotRecorded)
        }
        return [:]
    }
}
