// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Changes how players of a domain are authenticated; what is absent stays (reference: companion-api, section 2).
package struct ModifyLivePlayAuthKey: Action {
    package static let definition = ActionDefinition(
        name: "ModifyLivePlayAuthKey", service: .live, requestsPerSecond: 100,
        errors: [.invalidParameterValue, .playDomainNotRecorded],
        documentedErrors: ErrorCode.domains.union(ErrorCode.wrongParameters).union([
            .internalPlayDomainNotRecorded, .playDomainNotRecorded,
        ]),
        limits: ["What is absent stays."] + AuthenticationChange.limits)

    private let domainName: String
    private let change: AuthenticationChange

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        change = try AuthenticationChange(
            &parameters, names: .init(masterKey: "AuthKey", backupKey: "AuthBackKey"))
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let change = change
        let isKnown = try await context.catalogue.changeAuthentication(ofDomain: domainName, purpose: .play) {
            try change.apply(to: &$0)
        }
        guard isKnown else { throw APIFault(.playDomainNotRecorded) }
        return [:]
    }
}
