// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Testing

@Suite struct MediaActionTests {
    private let api = TestAPI()

    /// Two seconds of 25 frames and 43 sounds a second, as packets counted one by one.
    private func facts(video: Bool = true) throws -> MediaFacts {
        var facts = MediaFacts(begun: .seconds(TestAPI.start))
        if video {
            facts.note(try Track.testVideo())
            for frame in 0..<50 {
                let packet = MediaPacket(
                    kind: .video, decodeTime: .milliseconds(Int64(frame) * 40), isKeyframe: frame == 0,
                    payload: ByteBuffer(repeating: 0, count: 1_000))
                facts.note(packet, arrived: .seconds(TestAPI.start + Int64(frame) / 25))
            }
        }
        facts.note(try Track.testAudio())
        for frame in 0..<100 {
            let packet = MediaPacket(
                kind: .audio, decodeTime: .milliseconds(Int64(frame) * 20), isKeyframe: true,
                payload: ByteBuffer(repeating: 0, count: 100))
            facts.note(packet, arrived: .seconds(TestAPI.start + Int64(frame) / 50))
        }
        return facts
    }

    @discardableResult
    private func insert(
        _ id: String, title: String = "room42_2027", format: RecordingFormat = .hls, stream: String = "room42",
        created: Int64 = TestAPI.start, facts: MediaFacts? = nil
    ) async throws -> RecordedFile {
        let publication = Publication(
            id: PublicationID(number: 1),
            key: StreamKey(domain: "push.example.com", application: "live", stream: stream),
            begun: .seconds(TestAPI.start), clientAddress: "192.0.2.1", parameters: "txSecret=deadbeef&txTime=1")
        let file = RecordedFile(
            id: id, cause: .order(taskID: "U1"), templateID: 0, sessionID: "9", publication: publication,
            format: format,
            title: title, path: "live/room 42/\(id)/playlist.m3u8", size: 70_000,
            facts: try facts ?? self.facts(), created: WallTime(microseconds: created * 1_000_000 + 700_000))
        try await api.catalogue.insert(file)
        return file
    }

    private func describe(_ parameters: JSONObject) async throws -> APIAnswer {
        try await api.call("DescribeMediaInfos", parameters, service: .vod)
    }

    private func search(_ parameters: JSONObject) async throws -> APIAnswer {
        try await api.call("SearchMedia", parameters, service: .vod)
    }

    private func ids(_ answer: APIAnswer) throws -> [JSONValue?] {
        try answer.list("MediaInfoSet").map { value in
            if case .object(let info) = value { info["FileId"] } else { nil }
        }
    }

    @Test("describes a file's name, place and origin, without the secrets of its push")
    func basicInfo() async throws {
        try await insert("5285485487985271487")
        let answer = try await describe([
            "FileIds": .strings(["5285485487985271487", "1"]), "Filters": .strings(["basicInfo"]),
            "SubAppId": 1_500_000,
        ])
        #expect(answer["NotExistFileIdSet"] == .strings(["1"]))
        #expect(answer["MediaInfoSet", "0", "FileId"] == "5285485487985271487")
        #expect(answer["MediaInfoSet", "0", "MetaData"] == .null)
        #expect(answer["MediaInfoSet", "0", "TranscodeInfo"] == .null)
        #expect(
            answer["MediaInfoSet", "0", "BasicInfo"]
                == .object([
                    "Name": "room42_2027", "Description": "", "CreateTime": "2027-01-15T08:00:00Z",
                    "UpdateTime": "2027-01-15T08:00:00Z", "ExpireTime": "9999-12-31T23:59:59Z", "ClassId": 0,
                    "ClassName": "其他", "ClassPath": "其他", "CoverUrl": "", "Type": "m3u8",
                    "MediaUrl":
                        "http://media.example.com/media/live/room%2042/5285485487985271487/playlist.m3u8",
                    "SourceInfo": .object([
                        "SourceType": "Record", "SourceContext": "rtmp://push.example.com/live/room42",
                        "LiveRecordInfo": .object([
                            "Domain": "push.example.com", "Path": "live", "StreamId": "room42",
                            "RecordStartTime": "2027-01-15T08:00:00Z", "RecordEndTime": "2027-01-15T08:00:01Z",
                        ]),
                        "TrtcRecordInfo": .null, "WebPageRecordInfo": .null,
                    ]),
                    "StorageRegion": "", "StoragePath": "/live/room 42/5285485487985271487/playlist.m3u8",
                    "TagSet": .list([]), "Vid": "5285485487985271487", "Category": "Video", "Status": "Normal",
                    "StorageClass": "STANDARD",
                ]))
    }

    @Test("describes sizes, durations and rates as they were counted")
    func metaData() async throws {
        try await insert("1")
        let answer = try await describe(["FileIds": .strings(["1"])])
        #expect(
            answer["MediaInfoSet", "0", "MetaData"]
                == .object([
                    "Size": 70_000, "Container": "hls", "Bitrate": 280_000, "Height": 240, "Width": 320,
                    "Duration": .float(2), "Rotate": 0,
                    "VideoStreamSet": .list([
                        .object([
                            "Bitrate": 200_000, "Height": 240, "Width": 320, "Codec": "h264", "Fps": 25, "CodecTag": "",
                            "DynamicRangeInfo": .object(["Type": "SDR", "HDRType": ""]),
                        ])
                    ]),
                    "AudioStreamSet": .list([
                        .object(["Bitrate": 40_000, "SamplingRate": 44_100, "Codec": "aac"])
                    ]),
                    "VideoDuration": .float(2), "AudioDuration": .float(2), "Md5": "",
                ]))
        #expect(answer["MediaInfoSet", "0", "TranscodeInfo", "TranscodeSet", "0", "Definition"] == 0)
        #expect(answer["MediaInfoSet", "0", "ReviewInfo"] == .null)
    }

    @Test("describes a file of sound alone, and one of nothing")
    func withoutPictures() async throws {
        try await insert("1", format: .flv, facts: facts(video: false))
        try await insert("2", facts: MediaFacts(begun: .seconds(0)))
        let answer = try await describe(["FileIds": .strings(["1", "2"])])
        #expect(answer["MediaInfoSet", "0", "BasicInfo", "Category"] == "Audio")
        #expect(answer["MediaInfoSet", "0", "BasicInfo", "Type"] == "flv")
        #expect(answer["MediaInfoSet", "0", "MetaData", "VideoStreamSet"] == .list([]))
        #expect(answer["MediaInfoSet", "0", "MetaData", "Width"] == 0)
        #expect(answer["MediaInfoSet", "1", "MetaData", "Bitrate"] == 0)
    }

    @Test("asks for one to twenty ids and known sections")
    func invalidDescriptions() async throws {
        #expect(try await describe([:]).code == "MissingParameter")
        #expect(try await describe(["FileIds": .list([])]).code == "InvalidParameterValue.FileIdsEmpty")
        let many = (0...20).map(String.init)
        #expect(try await describe(["FileIds": .strings(many)]).code == "InvalidParameterValue.FileIdsOverLimit")
        let wrong: JSONObject = ["FileIds": .strings(["1"]), "Filters": .strings(["everything"])]
        #expect(try await describe(wrong).code == "InvalidParameterValue")
        #expect(try await describe(["FileIds": .list([1])]).code == "InvalidParameter")
    }

    @Test("finds files by each condition, newest first")
    func conditions() async throws {
        try await insert("1", title: "Morning Show", created: TestAPI.start - 100)
        try await insert("2", title: "Evening", format: .flv, stream: "b", created: TestAPI.start)
        try await insert("3", title: "Sound", stream: "c", created: TestAPI.start + 100, facts: facts(video: false))
        let start = APITime.text(.seconds(TestAPI.start))
        for (condition, expected) in [
            ([:], ["3", "2", "1"]), (["FileIds": .strings(["1", "3", "x"])], ["3", "1"]),
            (["StreamIds": .strings(["b", "room42"])], ["2", "1"]), (["StreamId": "c"], ["3"]),
            (["StreamDomains": .strings(["PUSH.example.com"]), "StreamPaths": .strings(["live"])], ["3", "2", "1"]),
            (["StreamPaths": .strings(["other"])], []), (["NamePrefixes": .strings(["Mor"])], ["1"]),
            (["Names": .strings(["show", "nothing"])], ["1"]), (["Text": "ing"], ["2", "1"]),
            (["Categories": .strings(["Audio"])], ["3"]), (["Categories": .strings(["Image"])], []),
            (["MediaTypes": .strings(["flv"])], ["2"]), (["MediaTypes": .strings(["m3u8"])], ["3", "1"]),
            (["CreateTime": .object(["After": .string(start), "Before": .string(start)])], ["2"]),
            (["StartTime": .string(start)], ["3", "2"]), (["EndTime": .string(start)], ["1"]),
            (["ExpireTime": .object(["Before": .string(start)])], []),
            (["ExpireTime": .object(["After": .string(start)])], ["3", "2", "1"]),
            (["SourceTypes": .strings(["Record"])], ["3", "2", "1"]), (["SourceType": "Upload"], []),
            (["Status": .strings(["Forbidden"])], []), (["StorageClasses": .strings(["STANDARD"])], ["3", "2", "1"]),
            (["ClassIds": .list([0])], ["3", "2", "1"]), (["ClassIds": .list([7])], []),
            (["Tags": .strings(["x"])], []), (["Vids": .strings(["x"]), "Vid": "x"], ["3", "2", "1"]),
            (["TrtcRoomIds": .strings(["x"])], []), (["ReviewResults": .strings(["notModerated"])], ["3", "2", "1"]),
            (["Sort": .object(["Field": "CreateTime", "Order": "Asc"])], ["1", "2", "3"]),
            (["Offset": 1, "Limit": 1], ["2"]), (["Text": "ing", "Offset": 1, "Limit": 5], ["1"]),
        ] as [(JSONObject, [String])] {
            let answer = try await search(condition)
            #expect(try ids(answer) == expected.map(JSONValue.string), "\(JSONValue.object(condition).text)")
        }
        #expect(try await search(["Limit": 1])["TotalCount"] == 3)
        #expect(try await search(["Text": "ing", "Limit": 1])["TotalCount"] == 2)
    }

    @Test(
        "refuses conditions outside what is documented",
        arguments: [
            (["Offset": 4_999, "Limit": 2], "Offset"), (["Offset": .integer(UInt64.max), "Limit": 1], "Offset"),
            (["Sort": .object(["Field": "Size", "Order": "Asc"])], "Sort"),
            (["Sort": .object(["Field": "CreateTime", "Order": "up"])], "Sort"),
            (["StartTime": "yesterday"], "StartTime"), (["EndTime": "2026-01-01"], "EndTime"),
            (["FileIds": .strings((0...10).map(String.init))], "FileIds"),
            (["Categories": .strings(["Song"])], "Categories"),
            (["Text": .string(String(repeating: "a", count: 65))], "Text"),
        ] as [(JSONObject, String)])
    func invalidSearches(parameters: JSONObject, name: String) async throws {
        #expect(try await search(parameters).code == "InvalidParameterValue.\(name)")
    }
}
