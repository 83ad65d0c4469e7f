// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Registers a domain, with push authentication on and generated keys (reference: companion-api, section 1).
package struct AddLiveDomain: Action {
    package static let definition = ActionDefinition(
        name: "AddLiveDomain", service: .live, requestsPerSecond: 20,
        errors: [.domainAdded, .hostOutLimit, .domainFormat, .domainTooLong, .invalidParameterValue],
        documentedErrors: ErrorCode.domains.union([
            .failedOperation, .callOtherServiceFailed, .deleteDomainInLockedTime, .domainAdded, .domainSchedulingFailed,
            .domainNeedsRealName, .domainNeedsVerifiedOwner, .hostOutLimit, .parentDomainAdded, .subdomainAdded,
            .internalChineseCharacter, .internalDatabaseConnection, .internalDomainExists, .internalDomainFormat,
            .internalDomainScheduling, .internalDomainFamous, .internalDomainLimited, .internalDomainNotRecorded,
            .internalDomainTooLong, .internalInput, .internalUser, .internalNetwork, .invalidParameter, .domainExists,
            .domainFormat, .domainBlacklisted, .domainFamous, .domainLimited, .domainTooLong, .miniProgramHostDeleted,
            .miniProgramPluginUnused, .domainNotRecorded, .invalidUser,
        ]),
        limits: [
            "There are at most \(quota) domains.",
            "`DomainType` is 0 (push) or 1 (play), `PlayType` 1 to 3.",
            "`VerifyOwnerType` is dnsCheck, fileCheck or dbCheck; nothing is checked.",
        ])

    /// Domains that there may be.
    package static let quota = 100

    private let domainName: String
    private let domainType: UInt64
    private let playType: UInt64?
    private let isDelayLive: Int64?
    private let isMiniProgramLive: Int64?
    private let verifyOwnerType: String?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        domainType = try parameters.requiredInteger("DomainType")
        playType = try parameters.integer("PlayType")
        isDelayLive = try parameters.integer("IsDelayLive")
        isMiniProgramLive = try parameters.integer("IsMiniProgramLive")
        verifyOwnerType = try parameters.string("VerifyOwnerType")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let name = try DomainName.checked(domainName)
        guard let purpose = Int(exactly: domainType).flatMap(PushDomain.Purpose.init) else {
            throw APIFault.value(domainType, of: "DomainType", rule: "It must be 0 or 1.")
        }
        let playType = playType ?? 1
        guard (1...3).contains(playType) else {
            throw APIFault.value(playType, of: "PlayType", rule: "It must be 1 to 3.")
        }
        let isDelayLive = try isDelayLive.isOn("IsDelayLive")
        let isMiniProgramLive = try isMiniProgramLive.isOn("IsMiniProgramLive")
        if let verifyOwnerType, !["dnsCheck", "fileCheck", "dbCheck"].contains(verifyOwnerType) {
            throw APIFault.value(verifyOwnerType.prefix(64), of: "VerifyOwnerType")
        }
        let domain = PushDomain(
            name: name, purpose: purpose, created: context.now, playType: Int(playType),
            isDelayLive: isDelayLive, isMiniProgramLive: isMiniProgramLive,
            authentication: purpose == .push ? .generated() : .off)
        switch try await context.catalogue.insert(domain, quota: Self.quota) {
        case .inserted: return [:]
        case .taken: throw APIFault(.domainAdded)
        case .quotaReached: throw APIFault(.hostOutLimit)
        }
    }
}

extension PushAuthentication {
    /// Authentication with new keys of 128 random bits.
    fileprivate static func generated() -> PushAuthentication {
        var generator = SystemRandomNumberGenerator()
        let keys = (0..<2).map { _ in generator.next().hexadecimal + generator.next().hexadecimal }
        return PushAuthentication(isEnabled: true, masterKey: keys[0], backupKey: keys[1])
    }
}
