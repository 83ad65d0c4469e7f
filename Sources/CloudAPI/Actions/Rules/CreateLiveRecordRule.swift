// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Has every push of a domain, app or stream recorded by a template (reference: recording-api, section 7).
package struct CreateLiveRecordRule: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveRecordRule", service: .live, requestsPerSecond: 200,
        errors: [.ruleExists, .configurationOutOfLimit, .configurationNotFound, .domainFormat],
        documentedErrors: ErrorCode.configurations.union([.ruleExists, .configurationNotFound, .domainFormat]),
        limits: [
            "There are at most \(quota) rules.",
            "An empty `AppName` or `StreamName` stands for every one; the rule that names most applies.",
        ])

    /// Rules that there may be.
    package static let quota = 50

    private let names: RuleNames
    private let templateID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        names = try RuleNames(&parameters)
        templateID = try parameters.requiredInteger("TemplateId")
    }

    /// A domain that is not registered may have rules, as it may have orders; one that only plays may not.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let (domain, application, stream) = try names.checked()
        if try await context.catalogue.domain(named: domain)?.purpose == .play {
            throw APIFault(.invalidParameter, "`DomainName` is not a push domain.")
        }
        let rule = RecordRule(
            domain: domain, application: application, stream: stream, templateID: templateID, created: context.now)
        switch try await context.catalogue.insert(rule, quota: Self.quota) {
        case .inserted: return [:]
        case .taken: throw APIFault(.ruleExists)
        case .noTemplate: throw APIFault(.configurationNotFound)
        case .quotaReached: throw APIFault(.configurationOutOfLimit, "The number of rules has reached its limit.")
        }
    }
}
