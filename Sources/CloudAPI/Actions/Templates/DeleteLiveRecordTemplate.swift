// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Forgets a template that no rule is bound to (reference: recording-api, 6.5).
package struct DeleteLiveRecordTemplate: Action {
    package static let definition = ActionDefinition(
        name: "DeleteLiveRecordTemplate", service: .live, requestsPerSecond: 200,
        errors: [.configurationInUse, .internalConfigurationNotFound],
        documentedErrors: ErrorCode.configurations.union([.configurationInUse, .internalRuleNotFound]))

    private let templateID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateID = try parameters.requiredInteger("TemplateId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        switch try await context.catalogue.deleteRecordTemplate(id: templateID) {
        case .deleted: return [:]
        case .unknown: throw APIFault(.internalConfigurationNotFound)
        case .inUse: throw APIFault(.configurationInUse)
        }
    }
}
