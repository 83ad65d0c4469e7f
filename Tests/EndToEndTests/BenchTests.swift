// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What `make bench` does, short and with two streams: no figure of it is judged here.
@Suite("The bench of recorders", .sharedMachine, .timeLimit(.minutes(60)))
struct BenchTests {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    @Test("pushes to each recorder in turn, and tells what each took and how late its files were")
    func report() async throws {
        let arguments = [
            Programs.packageRoot + "/Benchmarks/Recorders/bench.py", Programs.aircheck, "--output", self.folder.path,
            "--only", "aircheck:all,nginx:flv,lazy,ffmpeg", "--streams", "2", "--runs", "1", "--window", "1.5",
            "--settle", "0.5",
        ]
        // Ends with 1 when a run doesn't count: when a recorder has not recorded what was pushed to it.
        try await Tool.output(of: Programs.python, arguments, within: 300)

        let path = try #require(self.folder.files().first { $0.hasSuffix("/report.json") })
        let text = try String(contentsOfFile: self.folder.path + "/" + path, encoding: .utf8)
        let runs = try #require(try JSON(text: text)["runs"].array)
        #expect(runs.map(\.["recorder"].string) == ["aircheck", "nginx", "lazy", "ffmpeg", "aircheck"])
        for run in runs.prefix(4) {
            // System calls are counted where the machine permits that.
            #expect(run.members?.keys.contains("calls_per_stream_second") == true)
            for field in ["cpu_ms_per_stream_minute", "peak_memory_bytes"] {
                #expect(try #require(run[field].double) > 0, "\(field) of \(run["recorder"].text)")
            }
        }
        #expect(try #require(runs.last?["p99_ms"].double) > 0)

        let written = Set(self.folder.files().map { $0.split(separator: "/").last.map(String.init) ?? "" })
        #expect(written.isSuperset(of: ["report.md", "curves.svg", "curves.png"]))
        // What was recorded is gone, a gigabyte a minute.
        #expect(written.allSatisfy { !$0.hasSuffix(".mp4") && !$0.hasSuffix(".rtmp") })
    }
}
