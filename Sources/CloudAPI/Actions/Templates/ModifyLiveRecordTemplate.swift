// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Changes a template for recordings; those that run go on as they began (reference: recording-api, 6.4).
package struct ModifyLiveRecordTemplate: Action {
    package static let definition = ActionDefinition(
        name: "ModifyLiveRecordTemplate", service: .live, requestsPerSecond: 200,
        errors: [.notFound, .invalidVodFileName, .invalidParameterValue],
        documentedErrors: ErrorCode.configurations.union([.notFound, .internalRuleNotFound, .invalidVodFileName]),
        limits: ["What is absent stays; a format's parameters are replaced as a whole."] + TemplateParameters.limits)

    private let templateID: Int64
    private let parameters: TemplateParameters

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateID = try parameters.requiredInteger("TemplateId")
        let templateName = try parameters.string("TemplateName")
        self.parameters = try TemplateParameters(&parameters, templateName: templateName)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let change = try parameters.checked()
        let isKnown = try await context.catalogue.changeRecordTemplate(id: templateID) { change.apply(to: &$0) }
        guard isKnown else { throw APIFault(.notFound, "There is no record template of this `TemplateId`.") }
        return [:]
    }
}
