// SPDX-License-Identifier: Apache-2.0

import AircheckServer
import ArgumentParser
import Foundation

/// `aircheck verify`: whether the library is whole.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every recording against catalogue, manifests and the rules of its format.",
        discussion: """
            Reads all files of the data folder and their checksums, while the server runs or not; recordings that go on \
            are left out. Ends with 1 when something is not as it should be.
            """)

    @OptionGroup var folder: DataFolderOption

    @Flag(help: "Print each finding, and then the summary, as one line of JSON.")
    var json = false

    func run() async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let summary = try await folder.withDataDirectory { path in
            let library = try LibraryFile(dataDirectory: path)
            var check = LibraryCheck(library) { [json] finding in
                // Strings alone can't fail.
                let line = json ? (try? encoder.encode(finding)).map { String(decoding: $0, as: UTF8.self) } : nil
                print(line ?? "\(finding.path): \(finding.sentence)")
            }
            let summary = try await check.run()
            try library.close()
            return summary
        }
        if json {
            print(String(decoding: try encoder.encode(summary), as: UTF8.self))
        } else {
            let elsewhere = summary.elsewhere > 0 ? ", \(summary.elsewhere) in the object store alone" : ""
            print(
                "\(summary.files) files\(elsewhere), \(summary.recordings) recordings, \(summary.bytes) bytes: "
                    + (summary.findings == 0 ? "no fault" : "\(summary.findings) faults"))
        }
        if summary.findings > 0 { throw ExitCode(1) }
    }
}
