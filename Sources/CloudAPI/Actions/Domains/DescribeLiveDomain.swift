// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Describes one domain (reference: companion-api, section 1).
package struct DescribeLiveDomain: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveDomain", service: .live, requestsPerSecond: 500, errors: [.domainNotExist],
        documentedErrors: ErrorCode.domains.union(ErrorCode.wrongParameters).union([
            .internalDatabaseConnection, .internalDomainNotExist, .domainNotExist,
        ]))

    private let domainName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard let domain = try await context.catalogue.domain(named: domainName.lowercased()) else {
            throw APIFault(.domainNotExist)
        }
        return ["DomainInfo": domain.json(publicURL: context.publicURL)]
    }
}
