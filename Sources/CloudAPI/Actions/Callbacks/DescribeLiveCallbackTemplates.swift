// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Describes every callback template (reference: companion-api, section 4).
package struct DescribeLiveCallbackTemplates: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveCallbackTemplates", service: .live, requestsPerSecond: 500,
        documentedErrors: ErrorCode.callbackTemplates.union([.notLiveCodeMode]))

    package init(_ parameters: inout Parameters) throws(APIFault) {}

    package func run(in context: ActionContext) async throws -> JSONObject {
        ["Templates": .list(try await context.catalogue.callbackTemplates().map(\.json))]
    }
}
