// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

@Suite("The inspect command", .sharedMachine, .timeLimit(.minutes(60)))
struct InspectCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    private func inspect(_ arguments: String...) async throws -> Tool {
        try await Tool.run(Programs.aircheck, ["inspect"] + arguments)
    }

    /// A copy of a source with some bytes of it changed.
    private func copy(_ name: String, changing change: (inout Data) -> Void) async throws -> String {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: await SourceMedia.noBFrames.file()))
        change(&bytes)
        let path = self.folder.path + "/" + name
        try bytes.write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("names tracks and lengths, and ends with 0 where there is no fault")
    func faultless() async throws {
        let path = try await SourceMedia.noBFrames.file()
        let run = try await self.inspect(path)
        #expect(run.status == .exited(0))
        #expect(run.errors == "")
        let lines = run.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.first == path + ":")
        #expect(lines.last == "no fault")
        #expect(lines.contains { $0.hasPrefix("flv, ") && $0.hasSuffix(" bytes, 5.038220 s") }, "\(lines)")
        #expect(
            lines.contains {
                $0.hasPrefix("track 9: video h264 320x180, 125 packets (5 key)") && $0.hasSuffix(", 5.000000 s")
            })
        #expect(lines.contains { $0.hasPrefix("track 8: audio aac 44100 Hz 2 channels, ") })
    }

    @Test("ends with 1 where a file is damaged, and says where")
    func damaged() async throws {
        let cut = try await self.copy("cut.flv") { $0.removeLast(100) }
        let run = try await self.inspect(cut)
        #expect(run.status == .exited(1))
        // A tag is cut off, and the file's own record of its size is wrong.
        #expect(run.output.contains(", length: The file ends within a tag of"), "\(run.output)")
        #expect(run.output.contains("fault: at 13, flv-metadata: filesize is "), "\(run.output)")
        #expect(run.output.hasSuffix("  2 faults\n"), "\(run.output)")

        // The type of the tag behind the header, and with it the place of all that follows.
        let changed = try await self.copy("changed.flv") { $0[14] = 0xFF }
        #expect(try await self.inspect(changed).status == .exited(1))
        let unknown = try await self.copy("unknown") { $0[0] = 0 }
        let report = try await self.inspect(unknown)
        #expect(report.status == .exited(1))
        #expect(report.output.contains("of no format that is known"))
    }

    @Test("ends with 2 where a file can't be read, and goes on with the others")
    func unreadable() async throws {
        let good = try await SourceMedia.noBFrames.file()
        let missing = self.folder.path + "/nothing.flv"
        let run = try await self.inspect(missing, good, self.folder.path)
        #expect(run.status == .exited(2))
        let complaints = run.errors.split(separator: "\n")
        #expect(complaints.first == "aircheck: \(missing): There is no such file.")
        #expect(complaints.count == 2)
        #expect(complaints.last?.hasPrefix("aircheck: \(self.folder.path): ") == true)
        #expect(run.output.contains(good + ":\n"))
    }

    @Test("prints reports as JSON, a line each, and packets in the order of the file")
    func machineReadable() async throws {
        let path = try await SourceMedia.noBFrames.file()
        let run = try await self.inspect("--json", path, path)
        let reports = try run.output.split(separator: "\n").map { try JSON(text: $0) }
        #expect(reports.count == 2)
        let report = try #require(reports.first)
        #expect(report["file"].string == path)
        #expect(report["format"] == "flv")
        #expect(report["faultCount"] == 0)
        #expect(Set((report["tracks"].array ?? []).map(\.["codec"].string)) == ["h264", "aac"])

        let listing = try await self.inspect("--packets", path).output.split(separator: "\n")
        let packets = listing.filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        let source = try FLVFile(path: path).tags.filter(\.isPacket)
        #expect(packets.map(\.first) == source.map { $0.kind == .video ? "9" : "8" })
        #expect(packets.filter { $0[3] == "key" && $0[0] == "9" }.count == 5)
        #expect(packets.compactMap { Double($0[1]) } == source.map { Double($0.timestamp) / 1_000 })
    }
}
