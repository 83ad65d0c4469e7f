// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("The push command", .sharedMachine, .timeLimit(.minutes(60)))
struct PushCommandTests {
    @Test("sends a file again and again over three connections, of which each is recorded as it was sent")
    func recorded() async throws {
        try await ServerProcess.run { server in
            let template = try await server.cloud.flvTemplate()
            let names = (0..<3).map { "room\($0)" }
            for name in names {
                _ = try await server.cloud.order(name, until: Wall.second + 60, template: template)
            }
            // Eight seconds of the file's five, in four.
            let source = try await SourceMedia.bFrames.file()
            let run = try await self.push(
                source, server.push("room{n}"), "--connections", "3", "--seconds", "4", "--speed", "2", "--json")
            #expect(run.status == .exited(0), "\(run.errors)")
            let report = try JSON(text: run.output)
            #expect(report["published"] == 3)
            #expect(report["lost"] == 0)

            let tags = try FLVFile(path: source).tags.filter(\.isPacket)
            var packets = 0
            for name in names {
                let recording = try #require(try await server.recordings(of: name, count: 1).first)
                let recorded = try FLVFile(path: recording.path).tags.filter(\.isPacket)
                for kind in [FLVFile.Tag.Kind.video, .audio] {
                    self.expect(recorded.filter { $0.kind == kind }, toBe: tags.filter { $0.kind == kind })
                }
                packets += recorded.count
                try await recording.expectClean()
            }
            // Metadata and two configurations of each connection, and nothing else that isn't in the files.
            #expect(report["packets"] == .integer(Int64(packets + 9)))
        }
    }

    /// Compares eight seconds of one kind with the tags of the source's five.
    private func expect(_ recorded: [FLVFile.Tag], toBe tags: [FLVFile.Tag]) {
        let again = recorded.dropFirst(tags.count)
        #expect(recorded.map(\.body) == tags.map(\.body) + tags.prefix(again.count).map(\.body))
        guard let first = tags.first, let last = tags.last, let start = recorded.first, let restart = again.first,
            let end = again.last
        else {
            Issue.record("there is no second pass")
            return
        }
        let duration = restart.timestamp - start.timestamp
        // What lasts longest, picture or sound, has its last frame's time before all begins again.
        #expect(1...100 ~= duration - (last.timestamp - first.timestamp), "\(duration)")
        let times = tags.map { $0.timestamp - first.timestamp }
        #expect(
            recorded.map { $0.timestamp - start.timestamp } == times
                + times.prefix(again.count).map { $0 + duration })
        #expect(7_900..<8_000 ~= end.timestamp - start.timestamp, "\(end.timestamp)")
    }

    @Test("ends its publication when it is told to, and the server knows that it has ended")
    func stopped() async throws {
        let source = try await SourceMedia.noBFrames.file()
        try await ServerProcess.run { server in
            for signal in [Signal.interrupt, .terminate] {
                let before = try await server.metric("aircheck_ingest_bytes_total")
                let url = server.push("room\(signal.rawValue)")
                let result = try await Subprocess.run(
                    .name(Programs.aircheck), arguments: ["push", source, url, "--seconds", "600"],
                    output: .string(limit: 1 << 16), error: .string(limit: 1 << 16)
                ) { execution in
                    // More than it says before the server has accepted it.
                    _ = try await eventually("a publication") {
                        try await server.metric("aircheck_ingest_bytes_total") > before + 50_000 ? true : nil
                    }
                    try execution.send(signal: signal)
                }
                #expect(result.terminationStatus == .exited(0), "\(result.standardError ?? "")")
                #expect(result.standardOutput?.hasPrefix("1 of 1 connections published, 0 refused, 0 lost\n") == true)
                try await server.logs("live/room\(signal.rawValue)", "the publisher ended the push")
            }
        }
    }

    @Test("ends with 1 and the server's word where a push is refused, and where nobody listens")
    func refused() async throws {
        let source = try await SourceMedia.audioOnly.file()
        var address = ""
        try await ServerProcess.run { server in
            address = server.ready.rtmp
            let url = server.push("room", parameters: "vhost=nobody.example.org")
            let one = try await self.push(source, url)
            #expect(one.status == .exited(1))
            #expect(
                one.errors
                    == "aircheck: \(url): refused: NetStream.Publish.Denied: the domain is not registered\n")
            let several = try await self.push(source, url + "&n={n}", "--connections", "3", "--ramp", "0", "--json")
            #expect(several.status == .exited(1))
            #expect(several.errors.contains(": 3 of 3 connections refused: NetStream.Publish.Denied"))
            let report = try JSON(text: several.output)
            #expect(report["refused"] == 3)
            #expect(report["failures"][0]["kind"] == "refused")
        }
        let nobody = try await self.push(source, "rtmp://\(address)/live/room")
        #expect(nobody.status == .exited(1))
        #expect(nobody.errors == "aircheck: rtmp://\(address)/live/room: lost: Connection refused\n")
    }

    @Test("ends with 1 where the server dies")
    func lost() async throws {
        let source = try await SourceMedia.noBFrames.file()
        try await ServerProcess.run(ending: .signaled(9)) { server in
            async let push = self.push(source, server.push("room"), "--seconds", "600")
            _ = try await eventually("a publication") {
                try await server.metric("aircheck_ingest_bytes_total") > 50_000 ? true : nil
            }
            try await server.kill()
            let run = try await push
            #expect(run.status == .exited(1))
            #expect(run.errors.contains(": lost: "), "\(run.errors)")
        }
    }

    @Test("says in one line what can't be pushed")
    func mistakes() async throws {
        let folder = try TemporaryFolder()
        let text = folder.path + "/text.flv"
        try Data("This is no FLV file.".utf8).write(to: URL(fileURLWithPath: text))
        let empty = folder.path + "/empty.flv"
        try Data().write(to: URL(fileURLWithPath: empty))
        let url = "rtmp://127.0.0.1:1/live/room"
        for (arguments, status, words) in [
            ([text, url], 2, "This is no FLV file. Make one of it: ffmpeg -i FILE -c copy -f flv FILE.flv\n"),
            ([empty, url], 2, "The file has neither sound nor picture.\n"),
            ([folder.path + "/none.flv", url], 2, "There is no such file.\n"),
            ([folder.path, url], 2, "\n"),
            ([text, "rtmp://host.invalid/live/room"], 2, "aircheck: host.invalid: "),
            ([text, "http://127.0.0.1/live/room"], 64, "The URL is rtmp://HOST[:PORT]/APP/STREAM[?QUERY]"),
            ([text, url, "--connections", "2"], 64, "{n}"),
            ([text, url, "--connections", "0"], 64, "--connections is 1 to 100000."),
            ([text, url, "--connections", "100001"], 64, "--connections is 1 to 100000."),
            ([text, url, "--speed", "0"], 64, "--speed is 0.01 to 10000."),
            ([text, url, "--speed", "nan"], 64, "--speed is 0.01 to 10000."),
            ([text, url, "--seconds", "0"], 64, "--seconds is above 0"),
            ([text, url, "--chunk-size", "1"], 64, "--chunk-size is 128 to 16777215."),
        ] as [([String], Int32, String)] {
            let run = try await Tool.run(Programs.aircheck, ["push"] + arguments)
            #expect(run.status == .exited(status), "\(arguments)")
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(run.output == "")
        }
    }

    private func push(_ file: String, _ url: String, _ options: String...) async throws -> Tool {
        try await Tool.run(Programs.aircheck, ["push", file, url] + options)
    }
}
