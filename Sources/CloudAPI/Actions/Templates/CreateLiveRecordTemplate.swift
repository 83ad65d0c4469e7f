// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Keeps a template for recordings (reference: recording-api, 6.1).
package struct CreateLiveRecordTemplate: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveRecordTemplate", service: .live, requestsPerSecond: 200,
        errors: [.configurationOutOfLimit, .invalidVodFileName, .invalidParameterValue],
        documentedErrors: ErrorCode.configurations.union([
            .notFound, .configurationOutOfLimit, .internalRuleNotFound, .invalidVodFileName, .notLiveCodeMode,
        ]),
        limits: ["There are at most \(quota) templates."] + TemplateParameters.limits)

    /// Templates that there may be.
    package static let quota = 50

    private let parameters: TemplateParameters
    private let isDelayLive: Int64?
    private let cosStore: Int64?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        let templateName = try parameters.requiredString("TemplateName")
        self.parameters = try TemplateParameters(&parameters, templateName: templateName)
        isDelayLive = try parameters.integer("IsDelayLive")
        cosStore = try parameters.integer("CosStore")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        var template = RecordTemplate(name: "", formats: [:])
        try parameters.checked().apply(to: &template)
        template.isDelayLive = try isDelayLive.isOn("IsDelayLive")
        template.storesToCOS = try cosStore.isOn("CosStore")
        guard let id = try await context.catalogue.insert(template, quota: Self.quota) else {
            throw APIFault(.configurationOutOfLimit)
        }
        return ["TemplateId": .integer(id)]
    }
}
