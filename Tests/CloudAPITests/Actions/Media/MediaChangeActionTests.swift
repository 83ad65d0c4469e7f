// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct MediaChangeActionTests {
    private let api = TestAPI()

    private func insert(_ id: String) async throws {
        let publication = Publication(
            id: PublicationID(number: 1),
            key: StreamKey(domain: "push.example.com", application: "live", stream: "room"),
            begun: .seconds(TestAPI.start), clientAddress: "192.0.2.1", parameters: "")
        try await api.catalogue.insert(
            RecordedFile(
                id: id, cause: .order(taskID: "U1"), templateID: 0, sessionID: "9", publication: publication,
                format: .flv,
                title: "room", path: "a/\(id)/f.flv", size: 7, facts: MediaFacts(begun: .seconds(TestAPI.start)),
                created: .seconds(TestAPI.start)))
    }

    private func modify(_ more: JSONObject, id: String = "1") async throws -> APIAnswer {
        let file = JSONObject.Member(name: "FileId", value: .string(id))
        return try await api.call(
            "ModifyMediaInfo", JSONObject(members: [file] + more.members), service: .vod)
    }

    private func info(_ name: String) async throws -> JSONValue? {
        let parameters: JSONObject = ["FileIds": .strings(["1"])]
        return try await api.call("DescribeMediaInfos", parameters, service: .vod)[
            "MediaInfoSet", "0", "BasicInfo", name]
    }

    private func found(_ parameters: JSONObject) async throws -> JSONValue? {
        try await api.call("SearchMedia", parameters, service: .vod)["TotalCount"]
    }

    // MARK: DeleteMedia

    @Test("takes a file off the disk and out of the library")
    func deletes() async throws {
        try await insert("1")
        let parameters: JSONObject = ["FileId": "1", "SubAppId": 1]
        #expect(try await api.call("DeleteMedia", parameters, service: .vod).code == nil)
        #expect(api.media.removed == ["1"])
        #expect(try await api.catalogue.files(ids: ["1"]) == [])
        #expect(try await api.call("DeleteMedia", parameters, service: .vod).code == "ResourceNotFound")
    }

    @Test("deletes the original alone, of the parts that a recording could have")
    func parts() async throws {
        try await insert("1")
        func delete(_ parts: JSONObject...) async throws -> String? {
            let list = JSONValue.list(parts.map(JSONValue.object))
            return try await api.call("DeleteMedia", ["FileId": "1", "DeleteParts": list], service: .vod).code
        }
        #expect(try await delete(["Type": "TranscodeFiles", "Definition": 230], ["Type": "WechatPublishFiles"]) == nil)
        #expect(api.media.removed == [])
        #expect(try await delete(["Type": "Everything"]) == "InvalidParameterValue")
        #expect(try await delete(["Definition": 1]) == "MissingParameter")
        #expect(try await delete(["Type": "OriginalFiles", "Format": 1]) == "UnknownParameter")
        #expect(try await delete(["Type": "OriginalFiles"]) == nil)
        #expect(api.media.removed == ["1"])
    }

    @Test("keeps a file in the library that can't be taken off the disk")
    func diskFault() async throws {
        try await insert("1")
        api.media.fail(with: StorageFault(errorNumber: 5, operation: "remove"))
        #expect(try await api.call("DeleteMedia", ["FileId": "1"], service: .vod).code == "InternalError")
        #expect(try await api.catalogue.files(ids: ["1"]).count == 1)
        api.media.fail(with: nil)
        #expect(try await api.call("DeleteMedia", ["FileId": "1"], service: .vod).code == nil)
    }

    // MARK: ModifyMediaInfo

    @Test("changes name, description, category and expiry, and describes them")
    func modifies() async throws {
        try await insert("1")
        api.clock.advance(by: .seconds(5))
        let answer = try await modify([
            "Name": "新的视频名称", "Description": "d", "ClassId": 7, "ExpireTime": "2027-02-01T00:00:00Z",
        ])
        #expect(answer["CoverUrl"] == "")
        #expect(answer["AddedSubtitleSet"] == .list([]))
        for (name, value) in [
            ("Name", "新的视频名称"), ("Description", "d"), ("ClassId", 7), ("ExpireTime", "2027-02-01T00:00:00Z"),
            ("ClassName", ""), ("CreateTime", "2027-01-15T08:00:00Z"), ("UpdateTime", "2027-01-15T08:00:05Z"),
        ] as [(String, JSONValue)] {
            #expect(try await info(name) == value, "\(name)")
        }
        #expect(try await modify(["ExpireTime": "9999-12-31T23:59:59Z", "ClassId": 0]).code == nil)
        #expect(try await info("ExpireTime") == "9999-12-31T23:59:59Z")
        #expect(try await info("ClassName") == "其他")
        #expect(try await info("Description") == "d")
    }

    @Test("adds, deletes and clears tags, none twice and sixteen at most")
    func tags() async throws {
        try await insert("1")
        #expect(try await modify(["AddTags": .strings(["音频", "b", "b"])]).code == nil)
        #expect(try await modify(["AddTags": .strings(["c", "b"]), "DeleteTags": .strings(["音频", "x"])]).code == nil)
        #expect(try await info("TagSet") == .strings(["b", "c"]))
        let many = (1...15).map(String.init)
        #expect(try await modify(["AddTags": .strings(many)]).code == "LimitExceeded.TagCountReachMax")
        #expect(try await info("TagSet") == .strings(["b", "c"]))
        #expect(try await modify(["AddTags": .strings(Array(many.prefix(14)))]).code == nil)
        #expect(try await modify(["ClearTags": 1]).code == nil)
        #expect(try await info("TagSet") == .strings([]))
    }

    @Test("finds files by what was said of them")
    func searches() async throws {
        try await insert("1")
        try await insert("2")
        let change: JSONObject = [
            "Name": "Concert", "Description": "In the Park", "ClassId": 7, "AddTags": .strings(["a", "b"]),
            "ExpireTime": "2027-02-01T00:00:00Z",
        ]
        #expect(try await modify(change).code == nil)
        for (query, count) in [
            (["Names": .strings(["conc"])], 1), (["Descriptions": .strings(["park"])], 1),
            (["ClassIds": .list([7])], 1), (["ClassIds": .list([0])], 1), (["ClassIds": .list([0, 7])], 2),
            (["Tags": .strings(["x", "b"])], 1), (["Tags": .strings(["x"])], 0),
            (["ExpireTime": .object(["Before": "2027-02-01T00:00:00Z"])], 1),
            (["ExpireTime": .object(["After": "2027-02-01T00:00:01Z"])], 1),
            (["ExpireTime": .object(["After": "2027-02-01T00:00:00Z", "Before": "9999-12-31T23:59:59Z"])], 2),
        ] as [(JSONObject, Int)] {
            #expect(try await found(query) == .integer(count), "\(query)")
        }
    }

    @Test(
        "refuses values outside what is documented",
        arguments: [
            (["Name": ""], "InvalidParameterValue.Name"),
            (["Name": .string(String(repeating: "名", count: 65))], "InvalidParameterValue.Name"),
            (["Description": .string(String(repeating: "d", count: 129))], "InvalidParameterValue.Description"),
            (["ClassId": -1], "InvalidParameterValue"),
            (["ExpireTime": "2027-01-15T08:00:00Z"], "InvalidParameterValue.ExpireTime"),
            (["ExpireTime": "never"], "InvalidParameterValue.ExpireTime"),
            (["AddTags": .strings([String(repeating: "t", count: 33)])], "InvalidParameterValue.TagTooLong"),
            (["AddTags": .strings([""])], "InvalidParameterValue"),
            (
                ["AddTags": .strings(["a"]), "DeleteTags": .strings(["a"])],
                "InvalidParameterValue.AddTagsAndDeleteTagsConflict"
            ),
            (["AddTags": .strings(["a"]), "ClearTags": 1], "InvalidParameterValue.AddTagsAndClearTagsConflict"),
            (["CoverData": "aGk="], "InvalidParameterValue.ImageDecodeError"),
            (["AddKeyFrameDescs": .list([.object(["Content": "c"])])], "MissingParameter"),
            (["DeleteKeyFrameDescs": .list(["x"])], "InvalidParameter"),
        ] as [(JSONObject, String)])
    func badValue(parameters: JSONObject, code: String) async throws {
        try await insert("1")
        #expect(try await modify(parameters).code == code)
        #expect(try await info("UpdateTime") == "2027-01-15T08:00:00Z")
        #expect(try await info("Name") == "room")
    }

    @Test("takes away with success what no recording has, and knows no other file")
    func nothing() async throws {
        try await insert("1")
        let parameters: JSONObject = [
            "DeleteKeyFrameDescs": .list([3, .float(1.5)]), "ClearKeyFrameDescs": 1, "ClearSubtitles": 1,
            "DeleteSubtitleIds": .strings(["a"]), "DeleteKnowledgeBases": .strings(["kb"]), "ClearKnowledgeBases": 0,
            "SubAppId": 1,
        ]
        #expect(try await modify(parameters).code == nil)
        #expect(try await modify(["Name": "x"], id: "2").code == "ResourceNotFound.FileNotExist")
    }
}
