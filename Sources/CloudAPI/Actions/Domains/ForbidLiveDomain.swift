// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Closes a domain: its pushes are cut, and new ones refused (reference: companion-api, section 1).
package struct ForbidLiveDomain: Action {
    package static let definition = ActionDefinition(
        name: "ForbidLiveDomain", service: .live, requestsPerSecond: 20, errors: [.resourceNotFound],
        documentedErrors: ErrorCode.domains.union([.internalDatabaseConnection, .resourceNotFound]),
        limits: [
            "Live pushes of the domain are cut."
        ])

    private let domainName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let name = domainName.lowercased()
        // Closed first: a push that comes too late to be refused is there to be cut.
        guard try await context.catalogue.setDomain(named: name, isEnabled: false) else {
            throw APIFault(.resourceNotFound, "There is no such domain.")
        }
        await context.streams.end(where: { $0.domain == name }, code: .domainForbidden)
        return [:]
    }
}
