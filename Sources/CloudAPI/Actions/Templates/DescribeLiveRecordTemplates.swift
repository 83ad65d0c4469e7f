// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Describes the templates of normal or of slow live (reference: recording-api, 6.7).
package struct DescribeLiveRecordTemplates: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveRecordTemplates", service: .live, requestsPerSecond: 500, errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.configurations.union([.internalRuleNotFound]))

    private let isDelayLive: Int64?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        isDelayLive = try parameters.integer("IsDelayLive")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let isDelayLive = try isDelayLive.isOn("IsDelayLive")
        let templates = try await context.catalogue.recordTemplates()
        return ["Templates": .list(templates.filter { $0.isDelayLive == isDelayLive }.map(\.json))]
    }
}
