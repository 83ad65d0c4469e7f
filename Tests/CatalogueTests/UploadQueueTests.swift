// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("UploadQueue of a catalogue")
struct UploadQueueTests {
    private let place = ObjectPlace(bucket: "b", region: "r", prefix: "p")
    private let folder = MediaPath(["d", "a", "s"])

    private func order(_ files: [StoredFile], session: String = "77") -> UploadOrder {
        UploadOrder(sessionID: session, place: place, folder: folder, files: files)
    }

    private func file(_ name: String, _ contents: String = "1", size: Int64 = 10) -> StoredFile {
        StoredFile(name: name, size: size, sha256: contents)
    }

    /// The names that can be taken at a time.
    private func due(_ catalogue: any Catalogue, at seconds: Int64 = 600, limit: Int = 99) async throws -> [String] {
        try await catalogue.dueUploads(at: .seconds(seconds), limit: limit).objects.map(\.id.name)
    }

    /// Stores objects of these names, one after the other; what is announced by each.
    @discardableResult
    private func store(_ names: String..., in catalogue: any Catalogue) async throws -> [Int] {
        var announced: [Int] = []
        for name in names {
            let objects = try await catalogue.dueUploads(at: .seconds(600), limit: 99).objects
            let before = try await catalogue.pendingDeliveries(after: 0, limit: 9).count
            try await catalogue.noteStored(#require(objects.first { $0.id.name == name }))
            announced.append(try await catalogue.pendingDeliveries(after: 0, limit: 9).count - before)
        }
        return announced
    }

    /// Asks for the callbacks that are announced here.
    private func rule(in catalogue: any Catalogue) async throws {
        let template = try await catalogue.insert(CallbackTemplate.test("t"))
        let rule = CallbackRule(domain: StreamKey.room.domain, application: "", templateID: template)
        #expect(try await catalogue.insert(rule))
    }

    private let announcement = Announcement(
        key: .room, kind: .record, eventType: 100, time: .seconds(9), body: "{\"a\":\"直\"}")

    @Test("gives out what was noted, oldest first, and nothing twice that is there", arguments: CatalogueKind.allCases)
    func notes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.note(order([file("1.ts"), file("2.ts", "s", size: 7)]), at: .seconds(50))
            try await catalogue.note(order([file("1.ts"), file("3.ts")]), at: .seconds(60))
            let objects = try await catalogue.dueUploads(at: .seconds(100), limit: 2).objects
            #expect(objects.map(\.id.name) == ["1.ts", "2.ts"])
            #expect(
                objects.last
                    == UploadObject(
                        id: UploadObject.ID(sessionID: "77", name: "2.ts"),
                        address: ObjectAddress(bucket: "b", region: "r", key: "p/2.ts"), path: "d/a/s/2.ts", size: 7,
                        sha256: "s", sequence: objects[1].sequence, due: .seconds(50), noted: .seconds(50)))
            #expect(
                try await catalogue.uploadFigures()
                    == UploadFigures(pending: 3, bytes: 27, oldest: .seconds(50), deleting: 0))
            try await store("1.ts", "3.ts", in: catalogue)
            try await catalogue.note(order([file("1.ts")]), at: .seconds(70))
            #expect(try await due(catalogue) == ["2.ts"])
        }
    }

    @Test("holds a file that names others back until these are there", arguments: CatalogueKind.allCases)
    func ordered(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.note(order([file("1.ts"), file("index.m3u8", "a")]), at: .seconds(1))
            try await catalogue.note(order([file("x.ts"), file("index.m3u8")], session: "78"), at: .seconds(1))
            #expect(try await due(catalogue) == ["1.ts", "x.ts"])
            try await store("1.ts", in: catalogue)
            let playlist = try await catalogue.dueUploads(at: .seconds(9), limit: 9).objects[0]
            #expect(playlist.id == UploadObject.ID(sessionID: "77", name: "index.m3u8"))
            // While it is under way a newer one comes, with what it names; the older is not what is wanted then.
            try await catalogue.note(order([file("2.ts"), file("index.m3u8", "b")]), at: .seconds(2))
            try await catalogue.noteStored(playlist)
            #expect(try await due(catalogue) == ["x.ts", "2.ts"])
            try await store("2.ts", in: catalogue)
            #expect(try await due(catalogue) == ["x.ts", "index.m3u8"])
            try await store("index.m3u8", in: catalogue)
            // A name that was missed comes late; the playlist comes again behind it, though it is the same.
            try await catalogue.note(order([file("0.ts"), file("index.m3u8", "b")]), at: .seconds(3))
            #expect(try await due(catalogue) == ["x.ts", "0.ts"])
            try await store("0.ts", in: catalogue)
            #expect(try await due(catalogue) == ["x.ts", "index.m3u8"])
        }
    }

    @Test("puts off what failed, and not beyond what a clock's step makes of it", arguments: CatalogueKind.allCases)
    func putsOff(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.note(order([file("1.ts"), file("2.ts")]), at: .seconds(10_000))
            let first = try await catalogue.dueUploads(at: .seconds(10_000), limit: 1).objects[0]
            try await catalogue.noteMultipart("m", of: first)
            try await catalogue.noteFailure(of: first, until: .seconds(10_060))
            #expect(try await due(catalogue, at: 10_059) == ["2.ts"])
            #expect(try await catalogue.dueUploads(at: .seconds(10_059), limit: 9).next == .seconds(10_060))
            let again = try await catalogue.dueUploads(at: .seconds(10_060), limit: 1)
            #expect(again.objects.map(\.attempts) == [1])
            #expect(again.objects.map(\.multipartID) == ["m"])
            #expect(again.next == nil)
            // The clock was set back by hours.
            #expect(try await due(catalogue, at: 5_000) == ["1.ts", "2.ts"])
        }
    }

    @Test("gives a file its URL once all of it is there", arguments: CatalogueKind.allCases, [true, false])
    func completes(kind: CatalogueKind, keepsCopy: Bool) async throws {
        try await kind.withCatalogue { catalogue in
            try await rule(in: catalogue)
            try await catalogue.note(order([file("0.ts")]), at: .seconds(1))
            try await catalogue.insert(
                .test("1"), announcing: [announcement],
                uploading: FileUpload(
                    order: order([file("0.ts"), file("index.m3u8"), file(RecordingManifest.name)]), url: "http://s/1",
                    keepsCopy: keepsCopy))
            #expect(try await store("0.ts", "index.m3u8", in: catalogue) == [0, 0])
            #expect(try await catalogue.files(ids: ["1"]).map(\.storeURL) == [nil])
            #expect(try await catalogue.storedCopies(limit: 9) == [])
            #expect(try await store(RecordingManifest.name, in: catalogue) == [1])
            let delivery = try #require(try await catalogue.pendingDeliveries(after: 0, limit: 9).first)
            #expect(try await catalogue.delivery(id: delivery.id)?.body == announcement.body)
            #expect(try await catalogue.files(ids: ["1"]).map(\.storeURL) == ["http://s/1"])
            let copies = keepsCopy ? [] : [StoredCopy(fileID: "1", paths: ["d/a/s/index.m3u8", "d/a/s/0.ts"])]
            #expect(try await catalogue.storedCopies(limit: 9) == copies)
            try await catalogue.noteCopyRemoved(fileID: "1")
            #expect(try await catalogue.storedCopies(limit: 9) == [])
            #expect(try await catalogue.uploadFigures() == UploadFigures())
        }
    }

    @Test("completes a file that was all there before it was added", arguments: CatalogueKind.allCases)
    func completesAtOnce(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            try await catalogue.note(order([file("a.flv")]), at: .seconds(1))
            try await store("a.flv", in: catalogue)
            let upload = FileUpload(order: order([file("a.flv")]), url: "u", keepsCopy: false)
            try await rule(in: catalogue)
            try await catalogue.insert(.test("1"), announcing: [announcement], uploading: upload)
            #expect(try await catalogue.files(ids: ["1"]).map(\.storeURL) == ["u"])
            #expect(try await catalogue.pendingDeliveries(after: 0, limit: 9).count == 1)
        }
    }

    @Test("a manifest that grows meanwhile holds up no file of before", arguments: CatalogueKind.allCases)
    func manifestGrows(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            var first = try RecordedFile.test("1")
            first.format = .flv
            first.path = "d/a/s/a.flv"
            let upload = FileUpload(
                order: order([file("a.flv"), file(RecordingManifest.name, "a")]), url: "u", keepsCopy: false)
            try await rule(in: catalogue)
            try await catalogue.insert(first, announcing: [announcement], uploading: upload)
            try await catalogue.note(order([file("b.flv"), file(RecordingManifest.name, "b")]), at: .seconds(2))
            #expect(try await store("a.flv", in: catalogue) == [1])
            #expect(try await catalogue.storedCopies(limit: 9).map(\.paths) == [["d/a/s/a.flv"]])
        }
    }

    @Test("marks what a deleted file has in the store, the manifest with the last", arguments: CatalogueKind.allCases)
    func deletes(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            for name in ["a", "b"] {
                var recorded = try RecordedFile.test(name)
                recorded.format = .flv
                recorded.path = "d/a/s/\(name).flv"
                let files = [file("\(name).flv"), file(RecordingManifest.name, name)]
                try await catalogue.insert(
                    recorded, uploading: FileUpload(order: order(files), url: "u", keepsCopy: false))
            }
            try await store("a.flv", in: catalogue)
            #expect(try await catalogue.storedCopies(limit: 9).map(\.fileID) == ["a"])
            let uploading = try await catalogue.dueUploads(at: .seconds(600), limit: 9).objects[0]
            #expect(try await catalogue.deleteFile(id: "a"))
            #expect(try await catalogue.deleteFile(id: "b"))
            #expect(try await catalogue.uploadFigures() == UploadFigures(deleting: 3))
            // An upload that was under way doesn't bring it back.
            try await catalogue.noteStored(uploading)
            let due = try await catalogue.dueUploads(at: .seconds(600), limit: 9).objects
            #expect(Set(due.map(\.id.name)) == ["a.flv", "b.flv", RecordingManifest.name])
            #expect(due.allSatisfy { $0.state == .deleting })
            for object in due { try await catalogue.noteDeleted(object) }
            #expect(try await catalogue.uploadFigures() == UploadFigures())
            #expect(try await catalogue.storedCopies(limit: 9) == [])
        }
    }

    @Test("deletes all of an HLS recording", arguments: CatalogueKind.allCases)
    func deletesFolder(kind: CatalogueKind) async throws {
        try await kind.withCatalogue { catalogue in
            let files = [file("0.ts"), file("1.ts"), file("index.m3u8"), file(RecordingManifest.name)]
            try await catalogue.insert(
                .test("1", created: 1), uploading: FileUpload(order: order(files), url: "u", keepsCopy: true))
            try await catalogue.note(order([file("0.ts")], session: "other"), at: .seconds(1))
            #expect(try await catalogue.deleteFile(id: "1"))
            #expect(
                try await catalogue.uploadFigures()
                    == UploadFigures(pending: 1, bytes: 10, oldest: .seconds(1), deleting: 4))
        }
    }
}
