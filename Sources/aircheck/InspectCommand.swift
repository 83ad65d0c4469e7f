// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Inspection

/// `aircheck inspect`: what is in files, and what is wrong with them.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what is in recorded files, and which rules of their formats they break.",
        discussion: """
            Reads FLV, MPEG-TS, HLS playlists with their segments, AAC and MP3. Times are seconds on the file's own \
            clock. Ends with 1 when a file has a fault, and with 2 when one can't be read.
            """)

    @Flag(help: "Print each report as one line of JSON.")
    var json = false

    @Flag(
        help: """
            List each packet first: track, decode time, presentation time, key or -, bytes and a hash. Bytes and hash \
            are of what the packet holds in any container. Lines of the report then begin with #.
            """)
    var packets = false

    @Argument(help: "Files, or playlists beside their segments.", completion: .file())
    var files: [String]

    func run() throws {
        var exitCode: Int32 = 0
        for path in files {
            let url = URL(fileURLWithPath: path)
            let inspector = FileInspector(folder: DiskFolder(url: url.deletingLastPathComponent())) { packet in
                if packets { print(packet.line) }
            }
            do {
                let report = try inspector.inspect(url.lastPathComponent)
                try print(report, of: path)
                if !report.isFaultless { exitCode = max(exitCode, 1) }
            } catch let error as SourceError {
                FileHandle.standardError.write(Data("aircheck: \(path): \(error.reason)\n".utf8))
                exitCode = 2
            }
        }
        throw ExitCode(exitCode)
    }

    private func print(_ report: InspectionReport, of path: String) throws {
        let mark = packets ? "# " : ""
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let line = try encoder.encode(NamedReport(file: path, report: report))
            Swift.print(mark + String(decoding: line, as: UTF8.self))
        } else {
            Swift.print("\(mark)\(path):")
            for line in report.lines { Swift.print("\(mark)  \(line)") }
        }
    }

    private func print(_ line: String) {
        Swift.print(line)
    }
}

/// A report with the file it is about.
private struct NamedReport: Encodable {
    var file: String
    var report: InspectionReport

    private enum Key: String, CodingKey {
        case file
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(file, forKey: .file)
        try report.encode(to: encoder)
    }
}
