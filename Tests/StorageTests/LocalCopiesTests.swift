// SPDX-License-Identifier: Apache-2.0

import Foundation
import RecordingModel
import Storage
import Testing

@Suite("FileStore, local copies")
struct LocalCopiesTests {
    @Test("removes files and nothing beside them; what is gone already is no fault, and a way out of the folder is one")
    func removes() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("copies-\(UUID().uuidString)")
        let folder = root.appendingPathComponent("media/a")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        for name in ["1.ts", "2.ts", "recording.json"] { try Data().write(to: folder.appendingPathComponent(name)) }
        try Data().write(to: root.appendingPathComponent("other"))
        let store = try FileStore(root: root.path + "/media", journals: root.path + "/journal")
        try await store.removeCopies(["a/1.ts", "a/none.ts", "a/2.ts", "none/1.ts"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["recording.json"])
        for path in ["../other", "a/../../other", "other", "/a/recording.json"] {
            await #expect(throws: StorageFault.self) { try await store.removeCopies([path]) }
        }
        #expect(FileManager.default.fileExists(atPath: root.path + "/other"))
        await store.shutdown()
    }
}
