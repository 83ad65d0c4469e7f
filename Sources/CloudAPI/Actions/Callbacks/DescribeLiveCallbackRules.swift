// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Lists every callback rule (reference: companion-api, section 4).
package struct DescribeLiveCallbackRules: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveCallbackRules", service: .live, requestsPerSecond: 500,
        documentedErrors: ErrorCode.callbackRules)

    package init(_ parameters: inout Parameters) throws(APIFault) {}

    package func run(in context: ActionContext) async throws -> JSONObject {
        ["Rules": .list(try await context.catalogue.callbackRules().map(\.json))]
    }
}

extension CallbackRule {
    /// `CallBackRuleInfo` of the document; a rule is never changed, only made anew.
    fileprivate var json: JSONValue {
        let time = JSONValue.string(CivilTime(created, offset: CivilTime.beijingOffset).spaced)
        return .object([
            "CreateTime": time, "UpdateTime": time, "TemplateId": .integer(templateID), "DomainName": .string(domain),
            "AppName": .string(application),
        ])
    }
}
