// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Closes a domain to new pushes; those that are live go on (reference: companion-api, section 1).
package struct ForbidLiveDomain: Action {
    package static let definition = ActionDefinition(
        name: "ForbidLiveDomain", service: .live, requestsPerSecond: 20,
        errorCodes: ErrorCode.domains.union([.internalDatabaseConnection, .resourceNotFound]))

    private let domainName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard try await context.catalogue.setDomain(named: domainName.lowercased(), isEnabled: false) else {
            throw APIFault(.resourceNotFound, "There is no such domain.")
        }
        return [:]
    }
}
