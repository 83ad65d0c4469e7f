// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Changes a callback template; what is absent stays, an empty URL is taken away (reference: companion-api, section 4).
package struct ModifyLiveCallbackTemplate: Action {
    package static let definition = ActionDefinition(
        name: "ModifyLiveCallbackTemplate", service: .live, requestsPerSecond: 200,
        errors: [.notFound, .argumentsNotMatched, .urlNotSafe, .invalidParameterValue],
        documentedErrors: ErrorCode.callbackTemplates.union([.argumentsNotMatched, .urlNotSafe, .notLiveCodeMode]),
        limits: ["What is absent stays; an empty URL is taken away."] + CallbackTemplateParameters.limits)

    private let templateID: Int64
    private let templateName: String?
    private let members: CallbackTemplateParameters

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateID = try parameters.requiredInteger("TemplateId")
        templateName = try parameters.string("TemplateName")
        members = try CallbackTemplateParameters(
            &parameters, kinds: CallbackKind.allCases.filter { $0 != .streamMix })
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let (name, members) = (try templateName.map(CallbackTemplateParameters.checkedName), members)
        let isKnown = try await context.catalogue.modifyCallbackTemplate(id: templateID) { template in
            template.name = name ?? template.name
            try members.apply(to: &template)
        }
        guard isKnown else { throw APIFault(.notFound) }
        return [:]
    }
}
