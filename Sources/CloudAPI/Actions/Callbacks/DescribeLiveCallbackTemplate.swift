// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Describes one callback template (reference: companion-api, section 4).
package struct DescribeLiveCallbackTemplate: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveCallbackTemplate", service: .live, requestsPerSecond: 500, errors: [.notFound],
        documentedErrors: ErrorCode.callbackTemplates)

    private let templateID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        templateID = try parameters.requiredInteger("TemplateId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard let template = try await context.catalogue.callbackTemplate(id: templateID) else {
            throw APIFault(.notFound)
        }
        return ["Template": template.json]
    }
}

extension CallbackTemplate {
    /// `CallBackTemplateInfo` of the document, which has no member for the URL of recording statuses.
    var json: JSONValue {
        var object: JSONObject = [
            "TemplateId": .integer(id), "TemplateName": .string(name), "Description": .string(description),
        ]
        for kind in CallbackKind.allCases where kind != .recordStatus {
            object.members.append(.init(name: kind.rawValue, value: .string(urls[kind] ?? "")))
        }
        object.members.append(.init(name: "CallbackKey", value: .string(key)))
        object.members.append(.init(name: "RecordExceptionLevels", value: .strings(recordExceptionLevels)))
        return .object(object)
    }
}
