// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Takes the callback template off a domain and app (reference: companion-api, section 4).
package struct DeleteLiveCallbackRule: Action {
    package static let definition = ActionDefinition(
        name: "DeleteLiveCallbackRule", service: .live, requestsPerSecond: 200, errors: [.notFound],
        documentedErrors: ErrorCode.callbackRules.union([.notFound]))

    private let domainName: String
    private let appName: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        appName = try parameters.requiredString("AppName")
    }

    /// An empty app means the rule that stands for every app, not every rule.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let isDeleted = try await context.catalogue.deleteCallbackRule(domain: domainName, application: appName)
        guard isDeleted else { throw APIFault(.notFound) }
        return [:]
    }
}
