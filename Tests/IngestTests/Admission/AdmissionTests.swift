// SPDX-License-Identifier: Apache-2.0

import Ingest
import Logging
import Media
import RecordingModel
import Testing

@Suite struct AdmissionTests {
    private struct Registry: DomainRegistry, StreamBans {
        struct Fault: Error {}

        var domains: [PushDomain] = []
        var isBroken = false
        var ban: StreamBan?

        func domain(named name: String) async throws -> PushDomain? {
            if isBroken { throw Fault() }
            return domains.first { $0.name == name }
        }

        func insert(_ ban: StreamBan) async throws { throw Fault() }

        func ban(ofStream name: String, at time: WallTime) async throws -> StreamBan? {
            if isBroken { throw Fault() }
            return ban.flatMap { $0.key.stream == name && time < $0.resumes ? $0 : nil }
        }

        func deleteBan(ofStream name: String) async throws { throw Fault() }
    }

    private struct Clock: WallClock {
        var now: WallTime
    }

    private static let now = WallTime.seconds(1_767_225_600)
    private static let secure = PushAuthentication(isEnabled: true, masterKey: "master", backupKey: "backup")
    private static let registry = Registry(domains: [
        domain("push.example.org", authentication: secure),
        domain("localhost"),
        domain("play.example.org", purpose: .play, isEnabled: false),
        domain("off.example.org", isEnabled: false, authentication: secure),
    ])

    private static func domain(
        _ name: String, purpose: PushDomain.Purpose = .push, isEnabled: Bool = true,
        authentication: PushAuthentication = .off
    ) -> PushDomain {
        PushDomain(
            name: name, purpose: purpose, isEnabled: isEnabled, created: .seconds(0), authentication: authentication)
    }

    private func refusal(
        domain: String, application: String = "live", stream: String = "room42", parameters: [String: String] = [:],
        registry: Registry = registry, opensDomains: Bool = false
    ) async -> StopCode? {
        let admission = Admission(
            domains: registry, opensDomains: opensDomains, clock: Clock(now: Self.now),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let key = StreamKey(domain: domain, application: application, stream: stream)
        return await admission.refusal(of: key) { parameters[$0] }
    }

    @Test(
        "checks names, then the domain, its purpose and state, and the secret last",
        arguments: [
            ("nobody.example.org", "room 42", StopCode.streamNameInvalid),
            ("nobody.example.org", "room42", .domainUnknown),
            ("play.example.org", "room42", .domainNotForPush),
            ("off.example.org", "room42", .domainDisabled),
            ("push.example.org", "room42", .secretMissing),
        ])
    func order(domain: String, stream: String, code: StopCode) async {
        #expect(await refusal(domain: domain, stream: stream) == code)
    }

    @Test("refuses an app name that is not allowed")
    func application() async {
        #expect(await refusal(domain: "localhost", application: "") == .applicationNameInvalid)
    }

    @Test("admits a push with a valid secret, whatever the case of its domain")
    func secret() async {
        let time = "6956B6C0"
        for key in ["master", "backup"] {
            let secret = PushAuthenticator.secret(key: key, streamName: "room42", time: time)
            let parameters = ["txSecret": secret, "txTime": time]
            #expect(await refusal(domain: "Push.Example.ORG", parameters: parameters) == nil)
            #expect(await refusal(domain: "push.example.org", stream: "x", parameters: parameters) == .secretWrong)
        }
        let expired = ["txSecret": "ab", "txTime": "6955B6BF"]
        #expect(await refusal(domain: "push.example.org", parameters: expired) == .timeExpired)
        #expect(await refusal(domain: "push.example.org", parameters: ["txSecret": "ab"]) == .timeMissing)
    }

    @Test("needs no secret where authentication is off")
    func unauthenticated() async {
        #expect(await refusal(domain: "localhost") == nil)
        #expect(await refusal(domain: "localhost", parameters: ["txSecret": "x", "txTime": "1"]) == nil)
    }

    @Test("admits unknown domains when they are open, and knows the others still")
    func openDomains() async {
        #expect(await refusal(domain: "nobody.example.org", opensDomains: true) == nil)
        #expect(await refusal(domain: "", opensDomains: true) == .domainUnknown)
        #expect(await refusal(domain: "push.example.org", opensDomains: true) == .secretMissing)
        #expect(await refusal(domain: "off.example.org", opensDomains: true) == .domainDisabled)
    }

    @Test("refuses as its own fault when the registry can't tell, even with open domains")
    func brokenRegistry() async {
        let broken = Registry(isBroken: true)
        #expect(await refusal(domain: "localhost", registry: broken, opensDomains: true) == .internalFault)
    }

    @Test("refuses a forbidden stream, by its name alone, until it resumes")
    func bans() async {
        func ban(of stream: String, resumes: WallTime, isBroken: Bool = false) async -> StopCode? {
            var registry = Registry(isBroken: isBroken)
            let key = StreamKey(domain: "a", application: "b", stream: "room42")
            registry.ban = StreamBan(key: key, created: .seconds(0), resumes: resumes)
            let admission = Admission(
                domains: registry, opensDomains: false, clock: Clock(now: Self.now),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            return await admission.ban(of: StreamKey(domain: "localhost", application: "live", stream: stream))
        }
        let later = WallTime(microseconds: Self.now.microseconds + 1)
        #expect(await ban(of: "room42", resumes: later) == .streamForbidden)
        #expect(await ban(of: "room42", resumes: Self.now) == nil)
        #expect(await ban(of: "room43", resumes: later) == nil)
        #expect(await ban(of: "room43", resumes: later, isBroken: true) == .internalFault)
    }
}
