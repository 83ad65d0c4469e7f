// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Forgets a callback template that no rule binds (reference: companion-api, section 4).
package struct DeleteLiveCallbackTemplate: Action {
    package static let definition = ActionDefinition(
        name: "DeleteLiveCallbackTemplate", service: .live, requestsPerSecond: 200,
        errors: [.configurationInUse, .notFound],
        documentedErrors: ErrorCode.callbackTemplates)

    private let templateID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateID = try parameters.requiredInteger("TemplateId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        switch try await context.catalogue.deleteCallbackTemplate(id: templateID) {
        case .deleted: return [:]
        case .unknown: throw APIFault(.notFound)
        case .inUse: throw APIFault(.configurationInUse)
        }
    }
}
