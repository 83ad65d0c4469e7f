// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import RecordingModel
import RecordingTesting
import Testing

@Suite struct RecordTemplateActionTests {
    private let api = TestAPI()

    private func create(_ more: JSONObject = [:], name: String = "模板_a-1") async throws -> APIAnswer {
        var parameters: JSONObject = ["TemplateName": .string(name)]
        parameters.members += more.members
        return try await api.call("CreateLiveRecordTemplate", parameters)
    }

    @Test("keeps a template and describes it with exactly the documented members")
    func roundTrip() async throws {
        // Texts for numbers and truth values, as the official example has them.
        let created = try await create([
            "Description": "字符串", "RemoveWatermark": "false", "IsDelayLive": "0",
            "FlvParam": .object([
                "StorageTime": "2", "VodSubAppId": "251195406", "Enable": "1", "RecordInterval": "2222",
                "VodFileName": "{StreamID}-{StartYear}", "Procedure": .null, "StorageMode": "cold", "ClassId": 3,
            ]),
            "HlsParam": .object(["Enable": 1]), "HlsSpecialParam": .object(["FlowContinueDuration": 0]),
            "FlvSpecialParam": .object(["UploadInRecording": .boolean(true)]), "CosStore": 0,
        ])
        #expect(created["TemplateId"] == 1)
        let described = try await api.call("DescribeLiveRecordTemplate", ["TemplateId": 1])
        #expect(
            described["Template"]
                == .object([
                    "TemplateId": 1, "TemplateName": "模板_a-1", "Description": "字符串",
                    "FlvParam": format([
                        "RecordInterval": 2_222, "StorageTime": 2, "Enable": 1, "VodSubAppId": 251_195_406,
                        "VodFileName": "{StreamID}-{StartYear}", "StorageMode": "cold", "ClassId": 3,
                    ]),
                    "HlsParam": format(["Enable": 1]), "Mp4Param": format([:]), "AacParam": format([:]),
                    "Mp3Param": format([:]), "IsDelayLive": 0,
                    "HlsSpecialParam": .object(["FlowContinueDuration": 0]), "RemoveWatermark": .boolean(false),
                    "CosStore": 0, "FlvSpecialParam": .object(["UploadInRecording": .boolean(true)]),
                ]))
    }

    private func format(_ changes: JSONObject) -> JSONValue {
        let standard: JSONObject = [
            "RecordInterval": 1_800, "StorageTime": 0, "Enable": 0, "VodSubAppId": 0, "VodFileName": "",
            "Procedure": "", "StorageMode": "normal", "ClassId": 0, "CosBucketName": "", "CosBucketRegion": "",
            "CosBucketPath": "",
        ]
        return .object(
            JSONObject(members: standard.members.map { .init(name: $0.name, value: changes[$0.name] ?? $0.value) }))
    }

    @Test("lists normal and slow live templates apart")
    func lists() async throws {
        _ = try await create(name: "normal")
        _ = try await create(["IsDelayLive": 1], name: "slow")
        let normal = try await api.call("DescribeLiveRecordTemplates", [:])
        #expect(try normal.list("Templates").count == 1)
        #expect(normal["Templates", "0", "TemplateName"] == "normal")
        let slow = try await api.call("DescribeLiveRecordTemplates", ["IsDelayLive": 1])
        #expect(slow["Templates", "0", "TemplateName"] == "slow")
        let wrong = try await api.call("DescribeLiveRecordTemplates", ["IsDelayLive": 2])
        #expect(wrong.code == "InvalidParameterValue")
    }

    @Test("says that a template is unknown")
    func unknown() async throws {
        #expect(try await api.call("DescribeLiveRecordTemplate", ["TemplateId": 9]).code == "FailedOperation.NotFound")
        #expect(try await api.call("DescribeLiveRecordTemplate", [:]).code == "MissingParameter")
    }

    @Test("refuses names outside the documented characters", arguments: ["", "a b", "a/b", "a.b", "é", "😀", "a\n"])
    func badName(name: String) async throws {
        #expect(try await create(name: name).code == "InvalidParameter")
    }

    @Test(
        "refuses values outside what is documented",
        arguments: [
            (["FlvParam": .object(["Enable": 2])], "FlvParam.Enable"),
            (["FlvParam": .object(["Enable": 1, "RecordInterval": 29])], "FlvParam.RecordInterval"),
            (["FlvParam": .object(["Enable": 1, "RecordInterval": 43_201])], "FlvParam.RecordInterval"),
            (["HlsParam": .object(["StorageTime": 129_600_001])], "HlsParam.StorageTime"),
            (["HlsParam": .object(["StorageTime": -1])], "HlsParam.StorageTime"),
            (["HlsParam": .object(["StorageMode": "warm"])], "HlsParam.StorageMode"),
            (["HlsParam": .object(["CosBucketPath": "x"])], "HlsParam.CosBucketPath"),
            (["IsDelayLive": 2], "IsDelayLive"), (["CosStore": -1], "CosStore"),
            (["HlsSpecialParam": .object(["FlowContinueDuration": 1_801])], "HlsSpecialParam.FlowContinueDuration"),
            (["Mp4Param": .object(["Enable": 1, "RecordInterval": 29])], "Mp4Param.RecordInterval"),
            (["AacParam": .object(["Enable": 1, "RecordInterval": 7_201])], "AacParam.RecordInterval"),
            (["Mp3Param": .object(["Enable": 1, "RecordInterval": 7_201])], "Mp3Param.RecordInterval"),
        ] as [(JSONObject, String)])
    func badValue(parameters: JSONObject, name: String) async throws {
        let answer = try await create(parameters)
        #expect(answer.code == "InvalidParameterValue")
        #expect(answer.message?.contains("`\(name)`") == true, "\(answer.message ?? "")")
        #expect(try await api.catalogue.recordTemplates().isEmpty)
    }

    @Test("enables all five formats at once, and splices HLS recordings for up to half an hour")
    func allFormats() async throws {
        let created = try await create([
            "FlvParam": .object(["Enable": 1]), "HlsParam": .object(["Enable": 1]),
            "Mp4Param": .object([
                "Enable": 1, "CosBucketName": "b", "CosBucketRegion": "ap-guangzhou", "CosBucketPath": "/{RandomID}",
            ]),
            "AacParam": .object(["Enable": 1]), "Mp3Param": .object(["Enable": 1]),
            "HlsSpecialParam": .object(["FlowContinueDuration": 1_800]), "CosStore": 1,
        ])
        let described = try await api.call("DescribeLiveRecordTemplate", ["TemplateId": created["TemplateId"] ?? .null])
        for name in ["FlvParam", "HlsParam", "Mp4Param", "AacParam", "Mp3Param"] {
            #expect(described["Template", name, "Enable"] == 1)
        }
        #expect(described["Template", "HlsSpecialParam", "FlowContinueDuration"] == 1_800)
        #expect(described["Template", "CosStore"] == 1)
        #expect(described["Template", "Mp4Param", "CosBucketName"] == "b")
        #expect(described["Template", "Mp4Param", "CosBucketRegion"] == "ap-guangzhou")
        #expect(described["Template", "Mp4Param", "CosBucketPath"] == "/{RandomID}")
    }

    @Test("refuses file name patterns with placeholders that stand for nothing", arguments: ["{Nonsense}", "{", "a}"])
    func badFileName(pattern: String) async throws {
        let answer = try await create(["FlvParam": .object(["Enable": 1, "VodFileName": .string(pattern)])])
        #expect(answer.code == "InvalidParameter.InvalidVodFileName")
    }

    @Test("names the path of a nested parameter of the wrong type, and of an unknown one")
    func nestedPaths() async throws {
        let type = try await create(["FlvParam": .object(["Enable": "yes"])])
        #expect(type.code == "InvalidParameter")
        #expect(type.message?.contains("`FlvParam.Enable`") == true)
        let unknown = try await create(["FlvParam": .object(["Speed": 1])])
        #expect(unknown.code == "UnknownParameter")
        #expect(unknown.message == "The parameter `FlvParam.Speed` is not recognized.")
    }

    @Test("changes what is given of a template and nothing else, a format's settings as a whole")
    func modifies() async throws {
        _ = try await create([
            "Description": "first", "IsDelayLive": 1, "CosStore": 1,
            "FlvParam": .object(["Enable": 1, "RecordInterval": 60]), "HlsParam": .object(["Enable": 1]),
        ])
        let answer = try await api.call(
            "ModifyLiveRecordTemplate",
            [
                "TemplateId": 1, "FlvParam": .object(["Enable": "1", "StorageTime": 5]),
                "FlvSpecialParam": .object(["UploadInRecording": .boolean(true)]), "RemoveWatermark": .boolean(true),
                "HlsSpecialParam": .object(["FlowContinueDuration": 0]),
            ])
        #expect(answer.response.members.map(\.name) == ["RequestId"])
        let described = try await api.call("DescribeLiveRecordTemplate", ["TemplateId": 1])
        #expect(described["Template", "TemplateName"] == "模板_a-1")
        #expect(described["Template", "Description"] == "first")
        #expect(described["Template", "FlvParam"] == format(["Enable": 1, "StorageTime": 5]))
        #expect(described["Template", "HlsParam"] == format(["Enable": 1]))
        #expect(described["Template", "RemoveWatermark"] == .boolean(true))
        #expect(described["Template", "IsDelayLive"] == 1)
        #expect(described["Template", "CosStore"] == 1)
        _ = try await api.call(
            "ModifyLiveRecordTemplate", ["TemplateId": 1, "TemplateName": "b", "Description": ""])
        let again = try await api.call("DescribeLiveRecordTemplate", ["TemplateId": 1])
        #expect(again["Template", "TemplateName"] == "b")
        #expect(again["Template", "Description"] == "")
        #expect(again["Template", "FlvParam"] == format(["Enable": 1, "StorageTime": 5]))
    }

    @Test(
        "refuses changes that would be refused at the making, and changes nothing then",
        arguments: [
            (["TemplateId": 9], "FailedOperation.NotFound"), ([:], "MissingParameter"),
            (["TemplateId": 1, "TemplateName": "a b"], "InvalidParameter"),
            (["TemplateId": 1, "IsDelayLive": 1], "UnknownParameter"),
            (["TemplateId": 1, "CosStore": 1], "UnknownParameter"),
            (["TemplateId": 1, "Mp4Param": .object(["Enable": 2])], "InvalidParameterValue"),
            (
                ["TemplateId": 1, "TemplateName": "b", "FlvParam": .object(["Enable": 1, "VodFileName": "{x}"])],
                "InvalidParameter.InvalidVodFileName"
            ),
        ] as [(JSONObject, String)])
    func refusesModification(parameters: JSONObject, code: String) async throws {
        _ = try await create()
        let before = try await api.catalogue.recordTemplates()
        #expect(try await api.call("ModifyLiveRecordTemplate", parameters).code == code)
        #expect(try await api.catalogue.recordTemplates() == before)
    }

    @Test("deletes a template that no rule is bound to, and gives its number to no other")
    func deletes() async throws {
        _ = try await create()
        let delete = { try await api.call("DeleteLiveRecordTemplate", ["TemplateId": 1]) }
        let names: JSONObject = ["DomainName": "push.example.com"]
        let rule = JSONObject(members: names.members + [.init(name: "TemplateId", value: 1)])
        #expect(try await api.call("CreateLiveRecordRule", rule).code == nil)
        #expect(try await delete().code == "FailedOperation.ConfInUsed")
        #expect(try await api.call("DeleteLiveRecordRule", names).code == nil)
        #expect(try await delete().code == nil)
        #expect(try await delete().code == "InternalError.ConfNotFound")
        #expect(try await api.call("DeleteLiveRecordTemplate", [:]).code == "MissingParameter")
        #expect(try await create()["TemplateId"] == 2)
    }

    @Test("keeps fifty templates and no more")
    func quota() async throws {
        for number in 0..<50 {
            _ = try await api.catalogue.insert(RecordTemplate(name: "\(number)", formats: [:]))
        }
        #expect(try await create().code == "InternalError.ConfOutLimit")
    }

    @Test("keeps no more than fifty also when many are made at once")
    func concurrentQuota() async throws {
        for number in 0..<45 {
            _ = try await api.catalogue.insert(RecordTemplate(name: "\(number)", formats: [:]))
        }
        let codes = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await create().code } }
            return try await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 5)
        #expect(codes.count { $0 == "InternalError.ConfOutLimit" } == 15)
    }
}
