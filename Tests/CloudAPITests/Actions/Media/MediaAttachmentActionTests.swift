// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite("ModifyMediaInfo: covers, marks and subtitles")
struct MediaAttachmentActionTests {
    private let api = TestAPI()

    private func insert() async throws {
        let publication = Publication(
            id: PublicationID(number: 1),
            key: StreamKey(domain: "push.example.com", application: "live", stream: "room"),
            begun: .seconds(TestAPI.start), clientAddress: "192.0.2.1", parameters: "")
        try await api.catalogue.insert(
            RecordedFile(
                id: "1", cause: .order(taskID: "U1"), templateID: 0, sessionID: "9", publication: publication,
                format: .flv, title: "room", path: "a/b%20/f.flv", size: 7,
                facts: MediaFacts(begun: .seconds(TestAPI.start)), created: .seconds(TestAPI.start)))
    }

    private func modify(_ more: JSONObject) async throws -> APIAnswer {
        let file = JSONObject.Member(name: "FileId", value: "1")
        return try await api.call("ModifyMediaInfo", JSONObject(members: [file] + more.members), service: .vod)
    }

    private func info(_ section: String, _ name: String, filter: String? = nil) async throws -> JSONValue? {
        let filters = JSONObject(members: filter.map { [.init(name: "Filters", value: .strings([$0]))] } ?? [])
        let answer = try await api.call(
            "DescribeMediaInfos",
            JSONObject(members: [.init(name: "FileIds", value: .strings(["1"]))] + filters.members),
            service: .vod)
        let value = answer["MediaInfoSet", "0", section]
        guard case .object(let object)? = value else { return value }
        return object[name]
    }

    private func text(_ value: JSONValue?) throws -> String {
        guard case .string(let text)? = value else { throw JSONFault.malformed(offset: 0) }
        return text
    }

    /// What is served under a URL of the answers, of what lies beside the file.
    private func contents(of url: String) throws -> ByteBuffer? {
        let path = try #require(url.split(separator: "/media/").last).replacing("%25", with: "%")
        return api.media.attachments[String(path)]
    }

    // MARK: Covers

    @Test(
        "keeps a picture as the cover, told by its first bytes",
        arguments: [
            (Array("GIF89a;".utf8), "gif"), (Array("GIF87a".utf8), "gif"), ([0xFF, 0xD8, 0xFF, 0xE0, 0], "jpg"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1], "png"),
        ] as [([UInt8], String)])
    func cover(bytes: [UInt8], ending: String) async throws {
        try await insert()
        let url = try await modify(["CoverData": .string(bytes.base64)]).text("CoverUrl")
        #expect(url.hasPrefix("http://media.example.com/media/a/b%2520/1."))
        #expect(url.hasSuffix(".\(ending)"))
        #expect(try contents(of: url) == ByteBuffer(bytes: bytes))
        #expect(try await info("BasicInfo", "CoverUrl") == .string(url))
    }

    @Test("puts a new cover in the place of the old, which is gone from the disk")
    func newCover() async throws {
        try await insert()
        let old = try await modify(["CoverData": "R0lGODlh"]).text("CoverUrl")
        let new = try await modify(["CoverData": "R0lGODdh"]).text("CoverUrl")
        #expect(old != new)
        #expect(try contents(of: old) == nil)
        #expect(api.media.attachments.count == 1)
        // An empty text is none, and the answer names a new cover only.
        #expect(try await modify(["CoverData": "", "Name": "n"])["CoverUrl"] == "")
        #expect(try await info("BasicInfo", "CoverUrl") == .string(new))
    }

    @Test("leaves nothing on the disk of a call that is refused, and nothing in the catalogue of one that failed there")
    func wholeOrNot() async throws {
        try await insert()
        let tags = JSONValue.strings((1...17).map(String.init))
        #expect(try await modify(["CoverData": "R0lGODlh", "AddTags": tags]).code == "LimitExceeded.TagCountReachMax")
        #expect(api.media.attachments.isEmpty)
        api.media.fail(with: StorageFault(errorNumber: 28, operation: "write"))
        #expect(try await modify(["CoverData": "R0lGODlh", "Name": "n"]).code == "InternalError")
        #expect(try await info("BasicInfo", "Name") == "room")
        #expect(try await info("BasicInfo", "CoverUrl") == "")
    }

    // MARK: Marks

    private func marks(_ marks: (Double, JSONValue)...) -> JSONValue {
        .list(marks.map { .object(["TimeOffset": .float($0.0), "Content": $0.1]) })
    }

    @Test("adds, replaces, deletes and clears marks, and describes them in their order")
    func changesMarks() async throws {
        try await insert()
        #expect(try await info("KeyFrameDescInfo", "KeyFrameDescSet") == .null)
        #expect(try await modify(["AddKeyFrameDescs": marks((2, "b"), (0.5, "a"))]).code == nil)
        #expect(try await info("KeyFrameDescInfo", "KeyFrameDescSet") == marks((0.5, "a"), (2, "b")))
        let change: JSONObject = [
            "AddKeyFrameDescs": marks((2, "新"), (0, "0"), (0, "o")), "DeleteKeyFrameDescs": .list([.float(0.5), 9]),
        ]
        #expect(try await modify(change).code == nil)
        let expected = marks((0, "o"), (2, "新"))
        #expect(try await info("KeyFrameDescInfo", "KeyFrameDescSet", filter: "keyFrameDescInfo") == expected)
        #expect(try await info("KeyFrameDescInfo", "KeyFrameDescSet", filter: "basicInfo") == .null)
        let search = try await api.call("SearchMedia", ["Filters": .strings(["keyFrameDescInfo"])], service: .vod)
        #expect(search["MediaInfoSet", "0", "KeyFrameDescInfo", "KeyFrameDescSet"] == expected)
        // Other values than 1 are without meaning.
        #expect(try await modify(["ClearKeyFrameDescs": 2, "AddKeyFrameDescs": marks((3, "c"))]).code == nil)
        #expect(try await modify(["ClearKeyFrameDescs": 1]).code == nil)
        #expect(try await info("KeyFrameDescInfo", "KeyFrameDescSet") == .null)
    }

    @Test("keeps a hundred marks of 128 characters, and no more")
    func manyMarks() async throws {
        try await insert()
        let content = JSONValue.string(String(repeating: "点", count: 128))
        func many(_ range: Range<Int>) -> JSONValue {
            .list(range.map { .object(["TimeOffset": .integer($0), "Content": content]) })
        }
        #expect(try await modify(["AddKeyFrameDescs": many(0..<100)]).code == nil)
        #expect(try await modify(["AddKeyFrameDescs": many(0..<100)]).code == nil)
        let tooMany = try await modify(["AddKeyFrameDescs": many(100..<101)])
        #expect(tooMany.code == "LimitExceeded.KeyFrameDescCountReachMax")
        let exchange: JSONObject = ["AddKeyFrameDescs": many(100..<101), "DeleteKeyFrameDescs": .list([7])]
        #expect(try await modify(exchange).code == nil)
    }

    // MARK: Subtitles

    private static func subtitles(
        _ id: JSONValue = .null, name: String = "English", language: String = "en-US", format: String = "vtt",
        content: String = "V0VCVlRUCg=="
    ) -> JSONValue {
        .object([
            "Id": id, "Name": .string(name), "Language": .string(language), "Format": .string(format),
            "Content": .string(content),
        ])
    }

    @Test("keeps subtitles as files, describes them, and deletes them by id or all")
    func changesSubtitles() async throws {
        try await insert()
        let answer = try await modify(["AddSubtitles": .list([Self.subtitles(), Self.subtitles("zh_-2", name: "中文")])])
        let added = try answer.list("AddedSubtitleSet")
        #expect(added.count == 2)
        #expect(answer["AddedSubtitleSet", "1", "Id"] == "zh_-2")
        let id = try text(answer["AddedSubtitleSet", "0", "Id"])
        #expect(id.wholeMatch(of: /[A-Za-z0-9_-]{1,16}/) != nil)
        for (name, value) in [
            ("Name", "English"), ("Language", "en-US"), ("Format", "vtt"), ("Source", "UserUploaded"),
        ] as [(String, JSONValue)] {
            #expect(answer["AddedSubtitleSet", "0", name] == value)
        }
        let url = try text(answer["AddedSubtitleSet", "0", "Url"])
        #expect(url.hasSuffix(".vtt"))
        #expect(try contents(of: url) == ByteBuffer(string: "WEBVTT\n"))
        #expect(try await info("SubtitleInfo", "SubtitleSet", filter: "subtitleInfo") == .list(added))
        #expect(try await info("SubtitleInfo", "SubtitleSet", filter: "metaData") == .null)

        #expect(try await modify(["DeleteSubtitleIds": .strings([id, "none"])]).code == nil)
        #expect(try contents(of: url) == nil)
        #expect(try await info("SubtitleInfo", "SubtitleSet") == .list([added[1]]))
        #expect(try await modify(["ClearSubtitles": 1]).code == nil)
        #expect(try await info("SubtitleInfo", "SubtitleSet") == .null)
        #expect(api.media.attachments.isEmpty)
    }

    @Test(
        "refuses other subtitles than are documented, and names the member",
        arguments: [
            (["AddSubtitles": .list([subtitles("a"), subtitles("a")])], "AddSubtitles.1.Id"),
            (["AddSubtitles": .list([subtitles("old")])], "AddSubtitles.0.Id"),
            (["AddSubtitles": .list([subtitles("12345678901234567")])], "AddSubtitles.0.Id"),
            (["AddSubtitles": .list([subtitles("../a")])], "AddSubtitles.0.Id"),
            (["AddSubtitles": .list([subtitles("é")])], "AddSubtitles.0.Id"),
            (
                ["AddSubtitles": .list([subtitles("a")]), "DeleteSubtitleIds": .strings(["a"])],
                "AddSubtitles.0.Id"
            ),
            (["AddSubtitles": .list([subtitles("a")]), "ClearSubtitles": 1], "ClearSubtitles"),
            (["AddSubtitles": .list([subtitles(name: "")])], "AddSubtitles.0.Name"),
            (
                ["AddSubtitles": .list([subtitles(), subtitles(name: String(repeating: "n", count: 65))])],
                "AddSubtitles.1.Name"
            ),
            (["AddSubtitles": .list([subtitles(language: "")])], "AddSubtitles.0.Language"),
            (["AddSubtitles": .list([subtitles(language: "en_US")])], "AddSubtitles.0.Language"),
            (["AddSubtitles": .list([subtitles(format: "srt")])], "AddSubtitles.0.Format"),
            (["AddSubtitles": .list([subtitles(content: "WEBVTT")])], "AddSubtitles.0.Content"),
            (["AddSubtitles": .list(Array(repeating: subtitles(), count: 16))], "AddSubtitles"),
            (
                ["AddKeyFrameDescs": .list([.object(["TimeOffset": -1, "Content": "a"])])],
                "AddKeyFrameDescs.0.TimeOffset"
            ),
            (["AddKeyFrameDescs": .list([.object(["TimeOffset": 1, "Content": ""])])], "AddKeyFrameDescs.0.Content"),
            (["DeleteKnowledgeBases": .strings(["kb"]), "ClearKnowledgeBases": 1], "ClearKnowledgeBases"),
        ] as [(JSONObject, String)])
    func refuses(parameters: JSONObject, member: String) async throws {
        try await insert()
        #expect(try await modify(["AddSubtitles": .list([Self.subtitles("old")])]).code == nil)
        let answer = try await modify(parameters)
        #expect(answer.code == "InvalidParameterValue")
        #expect(answer.message?.contains("`\(member)`") == true, "\(answer.message ?? "")")
        #expect(api.media.attachments.count == 1)
    }

    // MARK: DeleteMedia

    @Test("go with their recording")
    func deletion() async throws {
        try await insert()
        let change: JSONObject = ["CoverData": "R0lGODlh", "AddSubtitles": .list([Self.subtitles()])]
        #expect(try await modify(change).code == nil)
        #expect(api.media.attachments.count == 2)
        #expect(try await api.call("DeleteMedia", ["FileId": "1"], service: .vod).code == nil)
        #expect(api.media.attachments.isEmpty)
    }
}
