// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Changes how pushes to a domain are authenticated; what is absent stays (reference: companion-api, section 2).
package struct ModifyLivePushAuthKey: Action {
    package static let definition = ActionDefinition(
        name: "ModifyLivePushAuthKey", service: .live, requestsPerSecond: 200)

    /// Characters of a key; documented for play keys.
    private static let maximumKeyLength = 256
    /// Seconds; far above any use, far below where times overflow.
    private static let maximumDelta = UInt64(UInt32.max)

    private let domainName: String
    private let enable: Int64?
    private let masterKey: String?
    private let backupKey: String?
    private let delta: UInt64?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        enable = try parameters.integer("Enable")
        masterKey = try parameters.string("MasterAuthKey")
        backupKey = try parameters.string("BackupAuthKey")
        delta = try parameters.integer("AuthDelta")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let domain = try await context.pushDomain(named: domainName)
        let authentication = try changed(domain.authentication)
        guard try await context.catalogue.update(authentication, ofDomain: domain.name) else {
            throw APIFault(.pushDomainNotRecorded)
        }
        return [:]
    }

    private func changed(_ authentication: PushAuthentication) throws(APIFault) -> PushAuthentication {
        var authentication = authentication
        if enable != nil { authentication.isEnabled = try enable.isOn("Enable") }
        for (name, key) in [("MasterAuthKey", masterKey), ("BackupAuthKey", backupKey)] {
            guard (key ?? "").utf8.count <= Self.maximumKeyLength else {
                throw APIFault(
                    .invalidParameterValue, "`\(name)` is longer than \(Self.maximumKeyLength) characters.")
            }
        }
        if let masterKey { authentication.masterKey = masterKey }
        if let backupKey { authentication.backupKey = backupKey }
        if let delta {
            guard delta <= Self.maximumDelta else { throw .value(delta, of: "AuthDelta") }
            authentication.delta = Int64(delta)
        }
        // With an empty key everybody could work out the signature.
        guard !authentication.isEnabled || !authentication.masterKey.isEmpty else {
            throw APIFault(.invalidParameterValue, "`MasterAuthKey` must not be empty while `Enable` is 1.")
        }
        return authentication
    }
}
