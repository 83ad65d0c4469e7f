// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AircheckServer

@Suite("Data folder")
struct DataFolderTests {
    private let parent: TemporaryFolder
    private var path: String { "\(parent.path)/a/b" }

    init() throws {
        parent = try TemporaryFolder()
    }

    /// Why the folder can't be had; nil when it can.
    private func refusal(_ path: String) -> String? {
        do {
            _ = try DataFolder(path: path)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("is made with the folders above it, and is one server's until that lets go of it")
    func lock() throws {
        do {
            let folder = try DataFolder(path: path)
            #expect(FileManager.default.fileExists(atPath: path))
            #expect(refusal(path) == "--data-dir \(path) is in use by another server")
            #expect(folder.readyPath == "\(path)/ready.json")
            _ = consume folder
        }
        #expect(refusal(path) == nil)
    }

    @Test("is refused where a file is in its way")
    func fileInTheWay() throws {
        try Data().write(to: URL(filePath: "\(parent.path)/a"))
        #expect(refusal(path)?.hasPrefix("--data-dir \(path) can't be made") == true)
    }
}
