// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Describes one template for recordings (reference: recording-api, 6.6).
package struct DescribeLiveRecordTemplate: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveRecordTemplate", service: .live, requestsPerSecond: 500, errors: [.notFound],
        documentedErrors: ErrorCode.configurations.union([.notFound, .internalRuleNotFound]))

    private let templateID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateID = try parameters.requiredInteger("TemplateId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard let template = try await context.catalogue.recordTemplate(id: templateID) else {
            throw APIFault(.notFound, "There is no record template of this `TemplateId`.")
        }
        return ["Template": template.json]
    }
}
