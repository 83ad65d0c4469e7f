// SPDX-License-Identifier: Apache-2.0

package import Logging
import Media
package import RecordingModel

/// Decides who may push.
package struct Admission: Sendable {
    private let domains: any DomainRegistry & StreamBans
    private let opensDomains: Bool
    private let clock: any WallClock
    private let logger: Logger

    /// Admits pushes to registered domains.
    ///
    /// - Parameters:
    ///   - domains: the registered ones, and the streams that are forbidden.
    ///   - opensDomains: whether a domain that nobody registered is admitted too, unauthenticated.
    ///   - clock: tells whether a `txTime` is over.
    ///   - logger: hears of faults of the registry; a refusal is the caller's to log.
    package init(domains: any DomainRegistry & StreamBans, opensDomains: Bool, clock: any WallClock, logger: Logger) {
        self.domains = domains
        self.opensDomains = opensDomains
        self.clock = clock
        self.logger = logger
    }

    /// Decides on a push whose URL has the parameters that `query` finds by name.
    /// - Returns: why it is refused; nil when it is admitted.
    package func refusal(of key: StreamKey, query: (String) -> String?) async -> StopCode? {
        if let refusal = StreamNameRules.refusal(of: key) { return refusal }
        let domain: PushDomain?
        do {
            domain = try await domains.domain(named: key.domain)
        } catch {
            logger.error("can't look up a push domain", metadata: ["stream": "\(key)", "reason": "\(error)"])
            return .internalFault
        }
        guard let domain else { return opensDomains ? nil : .domainUnknown }
        guard domain.purpose == .push else { return .domainNotForPush }
        guard domain.isEnabled else { return .domainDisabled }
        return PushAuthenticator(domain.authentication).refusal(
            streamName: key.stream, secret: query("txSecret"), time: query("txTime"), now: clock.now)
    }

    /// Why an admitted stream must not be pushed now; nil when it may.
    ///
    /// Asked once the push can be cut: a ban that comes before this answer refuses it, one that comes after cuts it.
    package func ban(of key: StreamKey) async -> StopCode? {
        do {
            return try await domains.ban(ofStream: key.stream, at: clock.now) == nil ? nil : .streamForbidden
        } catch {
            logger.error("can't look up a ban", metadata: ["stream": "\(key)", "reason": "\(error)"])
            return .internalFault
        }
    }
}
