// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Keeps the URLs that events are posted to (reference: companion-api, section 4).
package struct CreateLiveCallbackTemplate: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveCallbackTemplate", service: .live, requestsPerSecond: 200,
        errors: [.configurationOutOfLimit, .argumentsNotMatched, .urlNotSafe, .invalidParameterValue],
        documentedErrors: ErrorCode.callbackTemplates.union([
            .configurationOutOfLimit, .argumentsNotMatched, .urlNotSafe, .notLiveCodeMode,
        ]),
        limits: ["There are at most \(quota) templates; each has at least one URL."] + CallbackTemplateParameters.limits
    )

    /// Templates that there may be.
    package static let quota = 50

    private let templateName: String
    private let members: CallbackTemplateParameters

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateName = try parameters.requiredString("TemplateName")
        members = try CallbackTemplateParameters(&parameters, kinds: CallbackKind.allCases)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        var template = CallbackTemplate(name: try CallbackTemplateParameters.checkedName(templateName), urls: [:])
        try members.apply(to: &template)
        guard !template.urls.isEmpty else {
            throw APIFault(.missingParameter, "The request is missing a callback URL: at least one is required.")
        }
        guard let id = try await context.catalogue.insert(template, quota: Self.quota) else {
            throw APIFault(.configurationOutOfLimit)
        }
        return ["TemplateId": .integer(id)]
    }
}
