// SPDX-License-Identifier: Apache-2.0

import Callbacks
import NIOCore
import RecordingModel
import Testing

@Suite("Targets of callbacks", .timeLimit(.minutes(30)))
struct CallbackTargetTests {
    @Test(
        "gives up at once, where private targets are refused, what leads to one, and says so",
        arguments: [
            "127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::]", "10.1.2.3",
            "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
            "[::ffff:127.0.0.1]", "[fd00::1]", "[fe80::1]", "[ff02::1]",
        ])
    func refused(host: String) async throws {
        let outbox = TestOutbox()
        try await Receiver.with { receiver in
            try await outbox.bind(receiver.url("/a").replacing("127.0.0.1", with: host))
            try await outbox.run(allowsPrivateTargets: false) { _ in
                await outbox.tell(.begin("room"))
                try await outbox.log.wait(for: "error callback given up")
            }
            #expect(receiver.received.isEmpty)
        }
        #expect(await outbox.rows.map(\.state) == [.givenUp])
        let attempts = await outbox.attempts()
        #expect(attempts.map(\.resultCode) == [1])
        #expect(attempts.allSatisfy { $0.response.hasSuffix("which is no public address") })
    }

    @Test("tries again when a host is not known")
    func unknownHost() async throws {
        let outbox = TestOutbox()
        try await outbox.bind("http://nobody.invalid/a")
        try await outbox.run(allowsPrivateTargets: false) { _ in
            await outbox.tell(.begin("room"))
            try await outbox.waitForFailures(1)
        }
        #expect(await outbox.rows.map(\.state) == [.pending])
    }

    @Test(
        "tells public addresses from others",
        arguments: [
            ("8.8.8.8", true), ("9.255.255.255", true), ("11.0.0.0", true), ("100.63.255.255", true),
            ("100.128.0.0", true), ("126.255.255.255", true), ("128.0.0.1", true), ("169.253.255.255", true),
            ("172.15.255.255", true), ("172.32.0.0", true), ("192.167.255.255", true), ("192.169.0.0", true),
            ("223.255.255.255", true), ("0.255.255.255", false), ("10.0.0.0", false), ("10.255.255.255", false),
            ("100.64.0.0", false), ("100.127.255.255", false), ("127.255.255.255", false), ("172.16.0.0", false),
            ("192.0.0.1", false), ("198.18.0.1", false), ("239.255.255.255", false), ("240.0.0.1", false),
            ("2001:4860:4860::8888", true), ("fbff::1", true), ("fe00::1", true), ("::", false), ("::1", false),
            ("fc00::", false), ("fdff::1", false), ("fe80::1", false), ("febf::1", false), ("fec0::1", false),
            ("ff0e::1", false), ("::ffff:8.8.8.8", true), ("::ffff:10.0.0.1", false), ("::127.0.0.1", false),
            ("64:ff9b::8.8.8.8", true), ("64:ff9b::7f00:1", false), ("2002:7f00:1::", false), ("2002:808:808::", true),
        ])
    func addresses(text: String, isPublic: Bool) throws {
        #expect(try SocketAddress(ipAddress: text, port: 80).isPublic == isPublic)
    }
}
