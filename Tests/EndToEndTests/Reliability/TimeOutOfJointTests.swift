// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import Testing

/// Time that passes otherwise than a server thinks.
@Suite("Time out of joint", .wholeMachine, .timeLimit(.minutes(60)))
struct TimeOutOfJointTests {
    @Test("a server that is stopped by SIGSTOP for a while loses nothing: publishers wait")
    func stopped() async throws {
        // `make pause` waits a minute.
        let seconds = ProcessInfo.processInfo.environment["AIRCHECK_PAUSE_SECONDS"].flatMap { Double($0) } ?? 4
        try await ServerProcess.run { server in
            let template = try await server.cloud.template(Recording.Format.allCases)
            let order = try await server.cloud.order("room", until: Wall.second + 3_600, template: template)
            async let pushing = NumberedPublisher(stream: "room", padding: { 8_000 }).push(
                to: server.ready, after: 10_000_000
            ) {
                // Until what waited has been sent.
                Wall.now > $0.accepted + 3 + seconds
            }
            try await server.recordingBegins(count: 5)
            try await Task.sleep(for: .seconds(1))
            try server.pause()
            try await Task.sleep(for: .seconds(seconds))
            try server.goOn()
            let push = try #require(try await pushing)
            #expect(push.packets.count > Int(30 * seconds))
            let library = try await server.library(order, "room", isGapless: true)
            try await Self.expectAll(push, order, library)
            print("SIGSTOP: \(seconds) s, \(push.packets.count) packets, none lost")
        }
    }

    @Test("a wall clock that is set an hour forth and back costs no packet, no length and no callback")
    func clockSet() async throws {
        let data = try TemporaryFolder()
        let clock = data.path + ".clock"
        defer { try? FileManager.default.removeItem(atPath: clock) }
        @Sendable func set(_ offset: String) throws {
            try offset.write(toFile: clock, atomically: true, encoding: .utf8)
        }
        try set("+0\n")
        let environment = [
            "LD_PRELOAD=\(Programs.fakeTime)", "FAKETIME_TIMESTAMP_FILE=\(clock)", "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // The library moves the environment of the first process it is in, by which Swift finds its arguments.
            "env",
        ]
        try await CallbackReceiver.run { receiver, base in
            try await ServerProcess.run(data: data, environment: environment) { server in
                let template = try await server.cloud.template(Recording.Format.allCases)
                let callbacks = try await server.cloud.call(
                    "CreateLiveCallbackTemplate", ["TemplateName": "all", "RecordNotifyUrl": .string(base + "/all")])
                try await server.cloud.call(
                    "CreateLiveCallbackRule",
                    ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": callbacks["TemplateId"]])
                let order = try await server.cloud.order("room", until: Wall.second + 4 * 3_600, template: template)
                async let pushing = NumberedPublisher(stream: "room").push(to: server.ready, after: 10_000_000) {
                    Wall.now > $0.accepted + 8
                }
                try await server.recordingBegins(count: 5)
                try await Task.sleep(for: .seconds(1))
                try set("+3600\n")
                try await Self.expectClock(of: server, ahead: 3_600)
                try await Task.sleep(for: .seconds(2))
                try set("-3600\n")
                try await Self.expectClock(of: server, ahead: -3_600)
                try await Task.sleep(for: .seconds(2))
                try set("+0\n")
                let push = try #require(try await pushing)
                try await Self.expectAll(push, order, server.library(order, "room", isGapless: true))
                for recording in try await server.recordings(of: "room", count: 5) {
                    #expect(
                        abs((recording.duration ?? 0) - Double(push.packets.count) / 68.07) < 0.2, "\(recording.format)"
                    )
                }
                let bodies = try await receiver.bodies(at: "/all", count: 5)
                #expect(Set(bodies.map(\.["file_format"])).count == 5)
                print("clock an hour forth and back: \(push.packets.count) packets, none lost")
            }
        }
    }

    /// Waits until the server answers with a wall clock that is off by so many seconds.
    private static func expectClock(of server: ServerProcess, ahead: Double) async throws {
        let style = DateFormatter()
        style.locale = Locale(identifier: "en_US_POSIX")
        style.timeZone = TimeZone(identifier: "GMT")
        style.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        _ = try await eventually("a clock that is off by \(ahead) s") {
            let text = try await Web.get(server.url("/healthz")).headers["date"]
            guard let time = text.flatMap({ style.date(from: $0) }) else { return nil as Bool? }
            return abs(time.timeIntervalSince1970 - Wall.now - ahead) < 60 ? true : nil
        }
    }

    /// Checks that each format has each packet once, those that were transcoded by their time.
    static func expectAll(_ push: NumberedPush, _ order: String, _ library: RecordedLibrary) async throws {
        for format in Recording.Format.allCases where format != .mp3 {
            let packets = library.contents[.init(order: order, format: format)]?.packets ?? [:]
            let expected = push.packets.filter { $0.kind == .audio || format != .aac }.map(\.number)
            #expect(packets.values.allSatisfy { $0 == 1 }, "\(format)")
            #expect(Set(packets.keys) == Set(expected), "\(format)")
        }
    }
}

extension ServerProcess {
    /// What is recorded of a stream once all five formats are; without a gap, if asked.
    func library(_ order: String, _ stream: String, isGapless: Bool) async throws -> RecordedLibrary {
        // Each file is read back before it is announced, by a server that is not optimised.
        _ = try await self.cloud.recordings(of: stream, count: 5, within: 120)
        // The journal goes after the announcement.
        _ = try await eventually("the journals' end") {
            self.data.files().contains { $0.hasSuffix(".journal") } ? nil : true
        }
        var library = RecordedLibrary(self.data)
        #expect(await library.look() == [])
        if isGapless {
            for (key, contents) in library.contents { #expect(contents.gaps.isEmpty, "\(key.format)") }
        }
        return library
    }
}
