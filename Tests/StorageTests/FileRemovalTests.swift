// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingModel
import Storage
import Testing

@Suite(.timeLimit(.minutes(30))) struct FileRemovalTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func file(_ path: String, _ format: RecordingFormat) -> RecordedFile {
        RecordedFile(
            id: "1", cause: .order(taskID: "U1"), templateID: 0, sessionID: "9",
            publication: Publication(
                id: PublicationID(number: 1), key: StreamKey(domain: "d", application: "a", stream: "s"),
                begun: .seconds(0), clientAddress: "-", parameters: ""),
            format: format, title: "t", path: path, size: 1, facts: MediaFacts(begun: .seconds(0)),
            created: .seconds(0))
    }

    @Test("removes an HLS recording with its segments and its folder, and nothing beside it")
    func hls() async throws {
        for name in ["a/index.m3u8", "a/00000.ts", "a/00001.ts", "b/index.m3u8"] {
            try folder.write("x", to: "media/live/\(name)")
        }
        let store = try FileStore(root: folder.path + "/media")
        try await store.remove(file("live/a/index.m3u8", .hls))
        #expect(try folder.names(in: "media/live") == ["b"])
        #expect(try folder.names(in: "media/live/b") == ["index.m3u8"])
        try await store.remove(file("live/a/index.m3u8", .hls))
        await store.shutdown()
    }

    @Test("removes one file of several, and leaves the folder to the recording that may go on in it")
    func flv() async throws {
        for name in ["1.flv", "2.flv", "0.part"] { try folder.write("x", to: "media/a/\(name)") }
        let store = try FileStore(root: folder.path + "/media")
        try await store.remove(file("a/1.flv", .flv))
        #expect(try folder.names(in: "media/a") == ["0.part", "2.flv"])
        try await store.remove(file("a/1.flv", .flv))
        try await store.remove(file("gone/1.flv", .flv))
        await store.shutdown()
    }

    @Test("keeps a cover beside its recording, and takes it away alone or with the recording")
    func attachments() async throws {
        for name in ["f.flv", "12.flv", "0.part"] { try folder.write("x", to: "media/a/\(name)") }
        let (store, file) = (try FileStore(root: folder.path + "/media"), file("a/f.flv", .flv))
        for (name, text) in [("1.7.png", "cover"), ("1.8.vtt", "old"), ("1.8.vtt", "new")] {
            try await store.attach(ByteBuffer(string: text), named: name, to: file)
        }
        #expect(try folder.names(in: "media/a") == ["0.part", "1.7.png", "1.8.vtt", "12.flv", "f.flv"])
        #expect(try folder.text("media/a/1.8.vtt") == "new")
        try await store.detach("1.7.png", from: file)
        try await store.detach("1.7.png", from: file)
        #expect(try folder.names(in: "media/a") == ["0.part", "1.8.vtt", "12.flv", "f.flv"])
        try await store.remove(file)
        #expect(try folder.names(in: "media/a") == ["0.part", "12.flv"])
        await store.shutdown()
    }

    @Test("attaches to no file outside its root, and detaches nothing but attachments")
    func attachmentTraversal() async throws {
        try folder.write("x", to: "x")
        try folder.write("x", to: "media/a/1.flv")
        try folder.write("x", to: "media/a/2.flv")
        let store = try FileStore(root: folder.path + "/media")
        for path in ["../x", "x", "/x", "a//x"] {
            await #expect(throws: StorageFault.self) {
                try await store.attach(ByteBuffer(string: "y"), named: "1.7.png", to: file(path, .flv))
            }
        }
        for name in ["../../x", "1./../2.flv", "2.flv", ""] {
            await #expect(throws: StorageFault.self) { try await store.detach(name, from: file("a/1.flv", .flv)) }
        }
        await #expect(throws: StorageFault.self) {
            try await store.attach(ByteBuffer(string: "y"), named: "../1.7.png", to: file("a/1.flv", .flv))
        }
        #expect(try folder.names() == ["media", "x"])
        #expect(try folder.names(in: "media/a") == ["1.flv", "2.flv"])
        await store.shutdown()
    }

    @Test("touches nothing outside its root", arguments: ["../x", "a/../../x", "x", "/x", "a//x", "./x", ""])
    func traversal(path: String) async throws {
        try folder.write("x", to: "x")
        let store = try FileStore(root: folder.path + "/media")
        for format in RecordingFormat.allCases {
            await #expect(throws: StorageFault.self) { try await store.remove(file(path, format)) }
        }
        #expect(try folder.text("x") == "x")
        await store.shutdown()
    }

    @Test("fails after its shutdown, and where the system refuses")
    func fails() async throws {
        try folder.write("x", to: "media/a/1.flv/inside")
        let store = try FileStore(root: folder.path + "/media")
        await #expect(throws: StorageFault.self) { try await store.remove(file("a/1.flv", .flv)) }
        await store.shutdown()
        await #expect(throws: StorageFault.self) { try await store.remove(file("a/2.flv", .flv)) }
    }
}
