// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Binds a callback template to the streams of a domain and app (reference: companion-api, section 4).
package struct CreateLiveCallbackRule: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveCallbackRule", service: .live, requestsPerSecond: 200,
        errors: [.ruleAlreadyExists, .configurationNotFound],
        documentedErrors: ErrorCode.callbackRules.union([.internalConfigurationNotFound, .configurationNotFound]),
        limits: [
            "An empty `AppName` stands for every one."
        ])

    /// Bytes of an app's name.
    private static let maximumNameLength = 1_024

    private let domainName: String
    private let appName: String
    private let templateID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        appName = try parameters.requiredString("AppName")
        templateID = try parameters.requiredInteger("TemplateId")
    }

    /// An empty app stands for every app of the domain, as the console binds whole domains.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let domain = try DomainName.checked(domainName)
        guard appName.utf8.count <= Self.maximumNameLength else {
            throw APIFault(.invalidParameter, "`AppName` is longer than \(Self.maximumNameLength) bytes.")
        }
        guard try await context.catalogue.callbackTemplate(id: templateID) != nil else {
            throw APIFault(.configurationNotFound)
        }
        let rule = CallbackRule(domain: domain, application: appName, templateID: templateID, created: context.now)
        guard try await context.catalogue.insert(rule) else { throw APIFault(.ruleAlreadyExists) }
        return [:]
    }
}
