// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Changes how pushes to a domain are authenticated; what is absent stays (reference: companion-api, section 2).
package struct ModifyLivePushAuthKey: Action {
    package static let definition = ActionDefinition(
        name: "ModifyLivePushAuthKey", service: .live, requestsPerSecond: 200,
        errors: [.invalidParameterValue, .pushDomainNotRecorded],
        documentedErrors: ErrorCode.domains.union(ErrorCode.wrongParameters).union([
            .internalDatabaseConnection, .internalPushDomainNotRecorded, .pushDomainNotRecorded,
        ]),
        limits: ["What is absent stays."] + AuthenticationChange.limits)

    private let domainName: String
    private let change: AuthenticationChange

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        change = try AuthenticationChange(
            &parameters, names: .init(masterKey: "MasterAuthKey", backupKey: "BackupAuthKey"))
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let change = change
        let isKnown = try await context.catalogue.changeAuthentication(ofDomain: domainName, purpose: .push) {
            try change.apply(to: &$0)
        }
        guard isKnown else { throw APIFault(.pushDomainNotRecorded) }
        return [:]
    }
}
