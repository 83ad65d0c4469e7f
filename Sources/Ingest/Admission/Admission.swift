// SPDX-License-Identifier: Apache-2.0

package import Logging
import Media
package import RecordingModel

/// Decides who may push.
package struct Admission: Sendable {
    private let domains: any DomainRegistry
    private let opensDomains: Bool
    private let clock: any WallClock
    private let logger: Logger

    /// Admits pushes to registered domains.
    ///
    /// - Parameters:
    ///   - domains: the registered ones.
    ///   - opensDomains: whether a domain that nobody registered is admitted too, unauthenticated.
    ///   - clock: tells whether a `txTime` is over.
    ///   - logger: hears of faults of the registry; a refusal is the caller's to log.
    package init(domains: any DomainRegistry, opensDomains: Bool, clock: any WallClock, logger: Logger) {
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
}
