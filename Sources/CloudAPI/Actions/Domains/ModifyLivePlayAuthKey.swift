// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Changes how players of a domain are authenticated; what is absent stays (reference: companion-api, section 2).
package struct ModifyLivePlayAuthKey: Action {
    package static let definition = ActionDefinition(
        name: "ModifyLivePlayAuthKey", service: .live, requestsPerSecond: 100,
        errorCodes: ErrorCode.domains.union(ErrorCode.wrongParameters).union([
            .internalPlayDomainNotRecorded, .playDomainNotRecorded,
        ]))

    private let domainName: String
    private let change: AuthenticationChange

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        change = try AuthenticationChange(
            &parameters, names: .init(masterKey: "AuthKey", backupKey: "AuthBackKey"))
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let domain = try await context.playDomain(named: domainName)
        let authentication = try change.changed(domain.authentication)
        guard try await context.catalogue.update(authentication, ofDomain: domain.name) else {
            throw APIFault(.playDomainNotRecorded)
        }
        return [:]
    }
}
