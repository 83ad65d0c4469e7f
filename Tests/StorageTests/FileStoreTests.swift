// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import RecordingModel
import Storage
import Testing

@Suite(.timeLimit(.minutes(30))) struct FileStoreTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("makes its root, but not what should be above it")
    func root() throws {
        #expect(try FileStore(root: folder.path + "/media/").root == folder.path + "/media")
        #expect(try folder.names() == ["media"])
        _ = try FileStore(root: folder.path + "/media")
        #expect(throws: StorageFault.self) { try FileStore(root: folder.path + "/missing/media") }
    }

    @Test(
        "keeps every recording below its root, where MediaPath says",
        arguments: [
            ["..", "..", "outside"], ["/etc", "x"], ["a/../../b"], ["", "", ""], [".", "."], ["\u{0}", "\n"],
            ["push.example.org", "live", "房间"],
            [String(repeating: "長", count: 255), String(repeating: "/", count: 255)],
        ])
    func traversal(parts: [String]) async throws {
        let store = try FileStore(root: folder.path + "/media")
        try await store.makeWriter(folder: parts).write([.open, .append("x"), .seal("f")])
        #expect(try folder.names() == ["media"])
        #expect(try folder.text("media/" + MediaPath(parts).text(ofFile: "f")) == "x")
        await store.shutdown()
    }

    @Test("keeps apart what strangers call almost the same")
    func apart() async throws {
        let store = try FileStore(root: folder.path)
        let names = ["a/b", "a%2Fb", "a b", "a+b", "A/b", ""]
        for name in names {
            try await store.makeWriter(folder: [name]).write([.open, .append(name), .seal("f")])
        }
        for name in names {
            #expect(try folder.text(MediaPath([name]).text(ofFile: "f")) == name)
        }
        await store.shutdown()
    }

    @Test("fails with the system's error where no folder can be made")
    func blocked() async throws {
        try folder.write("a file", to: "media/live")
        let store = try FileStore(root: folder.path + "/media")
        let fault = try #require(await store.makeWriter(folder: ["live", "room"]).fault([.open]))
        #expect(fault.errorNumber == ENOTDIR)
        #expect(fault.operation.contains("live"))
        await store.shutdown()
    }

    @Test("finishes every job in line before it is shut down, and takes none later")
    func shutdown() async throws {
        let store = try FileStore(root: folder.path)
        let writers = (0..<20).map { store.makeWriter(folder: ["\($0)"]) }
        let completed = CompletionLog()
        for writer in writers {
            writer.submit([.open]) { _ in completed.note(1) }
            for _ in 0..<20 { writer.submit([.append("x")]) { _ in completed.note(1) } }
            writer.submit([.seal("f")]) { _ in completed.note(1) }
        }
        await store.shutdown()
        #expect(completed.numbers.count == 20 * 22)
        for number in 0..<20 {
            #expect(try folder.text("\(number)/f") == String(repeating: "x", count: 20))
        }
        let fault = await writers.first?.fault([.open])
        #expect(fault?.errorNumber == 0)
        await store.shutdown()
    }
}
