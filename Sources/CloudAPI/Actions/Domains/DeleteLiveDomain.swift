// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Forgets a domain that has not been pushed to lately (reference: companion-api, section 1).
package struct DeleteLiveDomain: Action {
    package static let definition = ActionDefinition(
        name: "DeleteLiveDomain", service: .live, requestsPerSecond: 20,
        errors: [.deleteDomainInLockedTime, .invalidParameterValue, .domainNotExist],
        documentedErrors: ErrorCode.domains.union([
            .failedOperation, .deleteDomainInLockedTime, .notEnoughFunds, .notFound, .tagUnbindFailed,
            .internalDatabaseConnection, .internalNetwork, .domainExists, .domainFormat, .domainLimited,
            .domainNotExist,
        ]),
        limits: [
            "A domain that was pushed to within two days stays."
        ])

    /// Microseconds after its last push for which a domain can't be deleted.
    private static let lockedTime: Int64 = 2 * 24 * 3_600 * 1_000_000

    private let domainName: String
    private let domainType: UInt64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        domainType = try parameters.requiredInteger("DomainType")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard let purpose = Int(exactly: domainType).flatMap(PushDomain.Purpose.init) else {
            throw APIFault.value(domainType, of: "DomainType", rule: "It must be 0 or 1.")
        }
        let name = domainName.lowercased()
        guard let domain = try await context.catalogue.domain(named: name), domain.purpose == purpose else {
            throw APIFault(.domainNotExist)
        }
        let locked = WallTime(microseconds: context.now.microseconds - Self.lockedTime)
        guard try await !context.catalogue.hasPushes(toDomain: name, since: locked) else {
            throw APIFault(.deleteDomainInLockedTime)
        }
        guard try await context.catalogue.deleteDomain(named: name, purpose: purpose) else {
            throw APIFault(.domainNotExist)
        }
        return [:]
    }
}
