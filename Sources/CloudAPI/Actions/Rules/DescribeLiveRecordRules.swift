// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Lists every recording rule (reference: recording-api, section 7).
package struct DescribeLiveRecordRules: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveRecordRules", service: .live, requestsPerSecond: 500,
        documentedErrors: ErrorCode.configurations.union([.internalRuleNotFound]))

    package init(_ parameters: inout Parameters) throws(APIFault) {}

    package func run(in context: ActionContext) async throws -> JSONObject {
        ["Rules": .list(try await context.catalogue.recordRules().map(\.json))]
    }
}

extension RecordRule {
    /// `RuleInfo`: times are those of Beijing.
    fileprivate var json: JSONValue {
        .object([
            "CreateTime": .string(BeijingTime.text(created)), "UpdateTime": .string(BeijingTime.text(updated)),
            "TemplateId": .integer(templateID), "DomainName": .string(domain), "AppName": .string(application),
            "StreamName": .string(stream),
        ])
    }
}
