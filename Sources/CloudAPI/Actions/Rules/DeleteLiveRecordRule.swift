// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Forgets the rule of exactly these names; pushes that run go on as they began (reference: recording-api, section 7).
package struct DeleteLiveRecordRule: Action {
    package static let definition = ActionDefinition(
        name: "DeleteLiveRecordRule", service: .live, requestsPerSecond: 200, errors: [.notFound, .domainFormat],
        documentedErrors: ErrorCode.configurations.union([.notFound, .internalRuleNotFound, .domainFormat]),
        limits: [
            "The rule of exactly these names is deleted, empty ones included."
        ])

    private let names: RuleNames

    package init(_ parameters: inout Parameters) throws(APIFault) {
        names = try RuleNames(&parameters)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let (domain, application, stream) = try names.checked()
        let wasThere = try await context.catalogue.deleteRecordRule(
            domain: domain, application: application, stream: stream)
        guard wasThere else {
            throw APIFault(.notFound, "There is no record rule of exactly this domain, app and stream.")
        }
        return [:]
    }
}
