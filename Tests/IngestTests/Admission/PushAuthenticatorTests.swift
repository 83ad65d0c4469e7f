// SPDX-License-Identifier: Apache-2.0

import Ingest
import Media
import RecordingModel
import Testing

@Suite struct PushAuthenticatorTests {
    /// Before the time of every vector.
    private static let early = WallTime.seconds(1_500_000_000)

    private func refusal(
        _ authentication: PushAuthentication, stream: String = "test", secret: String?, time: String?,
        now: WallTime = early
    ) -> StopCode? {
        PushAuthenticator(authentication).refusal(streamName: stream, secret: secret, time: time, now: now)
    }

    @Test(
        "accepts the published vectors by either key, and no other",
        arguments: [
            ("e12c46f2612d5106e2034781ab261ca3", "test", "5C271099", "f85a2ab363fe4deaffef9754d79da6fe"),
            ("ngoeiq03", "test01", "5C01D608", "ce797dc6238156d548ef945e6ad1ea20"),
            ("somestring", "test", "5c2acacc", "b77e812107e1d8b8f247885a46e1bd34"),
            ("somestring", "test_900", "5c2acacc", "4beae959b16c77da6a65c7edda1dfefe"),
        ])
    func vectors(key: String, stream: String, time: String, secret: String) {
        #expect(PushAuthenticator.secret(key: key, streamName: stream, time: time) == secret)
        let master = PushAuthentication(isEnabled: true, masterKey: key, backupKey: "other")
        let backup = PushAuthentication(isEnabled: true, masterKey: "other", backupKey: key)
        let neither = PushAuthentication(isEnabled: true, masterKey: "other", backupKey: "")
        #expect(refusal(master, stream: stream, secret: secret, time: time) == nil)
        #expect(refusal(backup, stream: stream, secret: secret, time: time) == nil)
        #expect(refusal(master, stream: stream, secret: secret.uppercased(), time: time) == nil)
        #expect(refusal(neither, stream: stream, secret: secret, time: time) == .secretWrong)
        #expect(refusal(master, stream: stream + "x", secret: secret, time: time) == .secretWrong)
        #expect(refusal(master, stream: stream, secret: String(secret.dropLast()), time: time) == .secretWrong)
        // The received text is what was hashed: the same instant in the other case is another secret.
        let otherCase = time == time.uppercased() ? time.lowercased() : time.uppercased()
        #expect(refusal(master, stream: stream, secret: secret, time: otherCase) == .secretWrong)
    }

    @Test(
        "accepts until txTime and the domain's delta are over, in hexadecimal or ten decimal digits",
        arguments: ["5C271099", "5c271099", "1546064025", "0000005C271099"], [0, 300] as [Int64])
    func expiry(time: String, delta: Int64) {
        let authentication = PushAuthentication(isEnabled: true, masterKey: "key", delta: delta)
        let secret = PushAuthenticator.secret(key: "key", streamName: "test", time: time)
        let end = WallTime.seconds(1_546_064_025 + delta)
        #expect(refusal(authentication, secret: secret, time: time, now: end) == nil)
        let later = WallTime.seconds(end.seconds + 1)
        #expect(refusal(authentication, secret: secret, time: time, now: later) == .timeExpired)
        #expect(refusal(authentication, secret: "wrong", time: time, now: later) == .timeExpired)
    }

    @Test("says what is missing", arguments: [nil, ""] as [String?])
    func missing(nothing: String?) {
        let authentication = PushAuthentication(isEnabled: true, masterKey: "key")
        #expect(refusal(authentication, secret: nothing, time: "5C271099") == .secretMissing)
        #expect(refusal(authentication, secret: nothing, time: nothing) == .secretMissing)
        #expect(refusal(authentication, secret: "ab", time: nothing) == .timeMissing)
    }

    @Test(
        "refuses a time that is none, even when it is signed",
        arguments: [
            "x", "-5C271099", "+5C271099", "5C27 099", "0x5C271099", "٥٥", "FFFFFFFFFFFFFFFFF", "5C271099\u{0}",
        ])
    func malformedTime(time: String) {
        let authentication = PushAuthentication(isEnabled: true, masterKey: "key")
        let secret = PushAuthenticator.secret(key: "key", streamName: "test", time: time)
        #expect(refusal(authentication, secret: secret, time: time) == .secretWrong)
    }

    @Test("takes a time at the end of numbers for what it says")
    func farFuture() {
        let authentication = PushAuthentication(isEnabled: true, masterKey: "key", delta: .max)
        let secret = PushAuthenticator.secret(key: "key", streamName: "test", time: "7FFFFFFFFFFFFFFF")
        #expect(refusal(authentication, secret: secret, time: "7FFFFFFFFFFFFFFF") == nil)
    }

    @Test("never takes an empty key for one")
    func emptyKeys() {
        let secret = PushAuthenticator.secret(key: "", streamName: "test", time: "5C271099")
        #expect(refusal(PushAuthentication(isEnabled: true), secret: secret, time: "5C271099") == .secretWrong)
    }

    @Test("lets everything pass when it is off")
    func off() {
        #expect(refusal(.off, secret: nil, time: nil) == nil)
        #expect(refusal(.off, secret: "wrong", time: "0") == nil)
    }
}
