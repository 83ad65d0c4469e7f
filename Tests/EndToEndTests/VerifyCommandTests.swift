// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("The verify command", .sharedMachine, .timeLimit(.minutes(60)))
struct VerifyCommandTests {
    @Test("finds nothing wrong with a library, and everything that is done to it")
    func library() async throws {
        let data = try TemporaryFolder()
        try await ServerProcess.run(data: data) { server in
            let template = try await server.cloud.template([.flv, .hls, .mp4])
            _ = try await server.cloud.order("room", until: Wall.second + 60, template: template)
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            _ = try await server.cloud.recordings(of: "room", count: 3)
            // While the server runs.
            let run = try await self.verify(data)
            #expect(run.status == .exited(0), "\(run.output)")
            #expect(run.output.hasPrefix("3 files, 3 recordings, "))
        }
        let run = try await self.verify(data)
        #expect(run.status == .exited(0), "\(run.output)")
        #expect(run.output.hasSuffix("no fault\n"))

        let files = data.files().map { data.path + "/" + $0 }
        let flv = try #require(files.first { $0.hasSuffix(".flv") })
        let mp4 = try #require(files.first { $0.hasSuffix(".mp4") })
        let segment = try #require(files.first { $0.hasSuffix(".ts") })
        try self.flip(flv)
        try FileManager.default.removeItem(atPath: mp4)
        try FileManager.default.removeItem(atPath: segment)
        try Data("x".utf8).write(to: URL(fileURLWithPath: segment + ".part"))
        let faults = try await self.verify(data, "--json")
        #expect(faults.status == .exited(1))
        let lines = try faults.output.split(separator: "\n").map { try JSON(text: String($0)) }
        let sentences = lines.compactMap { $0["sentence"].string }
        let names = Set(lines.compactMap { $0["path"].string?.split(separator: "/").last.map(String.init) })
        for path in [flv, mp4, segment, segment + ".part"] {
            #expect(names.contains(path.split(separator: "/").last.map(String.init) ?? ""), "\(lines)")
        }
        #expect(sentences.contains("Its bytes are not those that were recorded."))
        #expect(sentences.contains("The file of the library is not there."))
        #expect(sentences.contains("Nothing tells what it is."))
        #expect(lines.last?["findings"].integer == Int64(lines.count - 1))
    }

    @Test("says in one line that there is no library")
    func nothing() async throws {
        let run = try await self.verify(try TemporaryFolder())
        #expect(run.status == .exited(64))
        #expect(run.errors.hasSuffix("has no catalogue\n"))
    }

    private func verify(_ data: TemporaryFolder, _ options: String...) async throws -> Tool {
        try await Tool.run(Programs.aircheck, ["verify", "--data-dir", data.path] + options)
    }

    /// Changes a byte in the middle of a file.
    private func flip(_ path: String) throws {
        let url = URL(fileURLWithPath: path)
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 0xFF
        try bytes.write(to: url)
    }
}
