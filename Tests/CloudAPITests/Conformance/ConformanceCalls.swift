// SPDX-License-Identifier: Apache-2.0

import CloudAPI

/// Calls that are right in everything; together those of an action use every parameter that is documented.
struct ConformanceCall: Sendable {
    var parameters: JSONObject

    init(_ parameters: JSONObject) {
        self.parameters = parameters
    }

    static func of(_ action: any Action.Type) -> [ConformanceCall] { table[action.definition.name] ?? [] }

    private static let stream: JSONObject = [
        "AppName": "live", "DomainName": "push.example.com", "StreamName": "room42",
    ]
    private static let domain: JSONObject = ["DomainName": "push.example.com"]
    private static let window: JSONObject = [
        "StartTime": "2027-01-15T07:00:00Z", "EndTime": "2027-01-15T08:00:00Z", "PageNum": 1, "PageSize": 10,
    ]
    private static let recordParam: JSONValue = .object([
        "RecordInterval": 600, "StorageTime": 3_600, "Enable": 1, "VodSubAppId": 1, "VodFileName": "{StreamID}",
        "Procedure": "p", "StorageMode": "cold", "ClassId": 2, "CosBucketName": "b", "CosBucketRegion": "ap-guangzhou",
        "CosBucketPath": "/{RecordSource}/{Domain}/{AppName}/{StreamID}/{RecordId}-{RandomID}",
    ])
    private static let recordTemplate: JSONObject = [
        "TemplateName": "模板", "Description": "d", "FlvParam": recordParam, "HlsParam": recordParam,
        "Mp4Param": recordParam, "AacParam": recordParam, "Mp3Param": recordParam,
        "HlsSpecialParam": .object(["FlowContinueDuration": 1_800]), "RemoveWatermark": .boolean(true),
        "FlvSpecialParam": .object(["UploadInRecording": .boolean(true)]),
    ]
    private static let callbackTemplate = JSONObject(
        members: [
            "StreamBegin", "StreamEnd", "Record", "RecordStatus", "Snapshot", "PornCensorship", "PushException",
            "AudioAudit", "RecordException",
        ].map { .init(name: $0 + "NotifyUrl", value: .string("http://192.0.2.1/\($0)")) } + [
            .init(name: "Description", value: "d"), .init(name: "CallbackKey", value: "key"),
            .init(name: "RecordExceptionLevels", value: .strings(["error", "warning", "info"])),
            .init(name: "TemplateName", value: "回调"),
        ])
    private static let media: JSONObject = ["FileId": "5285485487985271487", "SubAppId": 1]

    private static let table: [String: [ConformanceCall]] = [
        "CreateRecordTask": [
            .init(
                stream + [
                    "StartTime": 1_800_000_060, "EndTime": 1_800_003_600, "StreamType": 1, "TemplateId": 1,
                    "Extension": "x",
                ])
        ],
        "StopRecordTask": [.init(["TaskId": "U1"])],
        "DeleteRecordTask": [.init(["TaskId": "U1"])],
        "DescribeRecordTask": [
            .init(stream + ["StartTime": 1_799_990_000, "EndTime": 1_800_010_000]),
            .init(["StartTime": 1_799_990_000, "EndTime": 1_800_010_000, "ScrollToken": ""]),
        ],
        "CreateLiveRecord": [
            .init(
                stream + [
                    "StartTime": "2027-01-15 16:10:00", "EndTime": "2027-01-15 17:10:00", "RecordType": "audio",
                    "FileFormat": "mp3", "Highlight": 0, "MixStream": 1,
                    "StreamParam": "record_interval=3600&storage_time=2592000",
                ]),
            .init(stream + ["Highlight": 1, "FileFormat": "mp4"]),
        ],
        "StopLiveRecord": [.init(["StreamName": "room42", "TaskId": 7])],
        "DeleteLiveRecord": [.init(["StreamName": "room42", "TaskId": 7])],
        "CreateLiveRecordTemplate": [.init(recordTemplate + ["IsDelayLive": 1, "CosStore": 1])],
        "ModifyLiveRecordTemplate": [.init(recordTemplate + ["TemplateId": 1])],
        "DeleteLiveRecordTemplate": [.init(["TemplateId": 2])],
        "DescribeLiveRecordTemplate": [.init(["TemplateId": 1])],
        "DescribeLiveRecordTemplates": [.init(["IsDelayLive": 1])],
        "CreateLiveRecordRule": [
            .init(domain + ["TemplateId": 2, "AppName": "live", "StreamName": "room43"]),
            .init(domain + ["TemplateId": 2, "AppName": "", "StreamName": ""]),
        ],
        "DeleteLiveRecordRule": [.init(stream)],
        "DescribeLiveRecordRules": [.init([:])],
        "DescribeConcurrentRecordStreamNum": [
            .init([
                "LiveType": "NormalLive", "StartTime": "2027-01-15T07:40:00Z", "EndTime": "2027-01-15 16:30:00",
                "MainlandOrOversea": "Mainland", "PushDomains": .strings(["push.example.com"]),
            ])
        ],
        "AddLiveDomain": [
            .init([
                "DomainName": "new.example.com", "DomainType": 1, "PlayType": 2, "IsDelayLive": 0,
                "IsMiniProgramLive": 0, "VerifyOwnerType": "dbCheck",
            ])
        ],
        "DeleteLiveDomain": [.init(["DomainName": "idle.example.com", "DomainType": 0])],
        "EnableLiveDomain": [.init(domain)],
        "ForbidLiveDomain": [.init(domain)],
        "DescribeLiveDomain": [.init(domain)],
        "DescribeLiveDomains": [
            .init([
                "DomainStatus": 1, "DomainType": 0, "PageSize": 10, "PageNum": 1, "IsDelayLive": 0,
                "DomainPrefix": "push", "PlayType": 1,
            ])
        ],
        "DescribeLivePushAuthKey": [.init(domain)],
        "ModifyLivePushAuthKey": [
            .init(domain + ["Enable": 1, "MasterAuthKey": "abc*&^", "BackupAuthKey": "", "AuthDelta": 300])
        ],
        "DescribeLivePlayAuthKey": [.init(["DomainName": "play.example.com"])],
        "ModifyLivePlayAuthKey": [
            .init([
                "DomainName": "play.example.com", "Enable": 0, "AuthKey": "AKID", "AuthDelta": 300, "AuthBackKey": "b",
            ])
        ],
        "DescribeLiveStreamState": [.init(stream)],
        "DescribeLiveStreamOnlineList": [.init(stream + ["PageNum": 1, "PageSize": 10])],
        "DescribeLiveStreamPublishedList": [.init(stream + window)],
        "DescribeLiveStreamEventList": [.init(stream + window + ["IsFilter": 1, "IsStrict": 1, "IsAsc": 1])],
        "DropLiveStream": [.init(stream)],
        "ForbidLiveStream": [.init(stream + ["ResumeTime": "2027-01-16T00:00:00Z", "Reason": "r"])],
        "ResumeLiveStream": [.init(stream)],
        "CreateLiveCallbackTemplate": [.init(callbackTemplate + ["StreamMixNotifyUrl": "http://192.0.2.1/mix"])],
        "ModifyLiveCallbackTemplate": [.init(callbackTemplate + ["TemplateId": 1])],
        "DeleteLiveCallbackTemplate": [.init(["TemplateId": 2])],
        "DescribeLiveCallbackTemplate": [.init(["TemplateId": 1])],
        "DescribeLiveCallbackTemplates": [.init([:])],
        "CreateLiveCallbackRule": [.init(domain + ["AppName": "other", "TemplateId": 1])],
        "DeleteLiveCallbackRule": [.init(domain + ["AppName": "live"])],
        "DescribeLiveCallbackRules": [.init([:])],
        "DescribeCallbackRecordsList": [
            .init(window + ["StreamName": "room42", "EventType": 1, "ResultCode": 0])
        ],
        "DescribeMediaInfos": [
            .init(["FileIds": .strings(["5285485487985271487", "1"]), "SubAppId": 1]),
            .init([
                "FileIds": .strings(["5285485487985271487"]),
                "Filters": .strings(["basicInfo", "metaData", "transcodeInfo"]),
            ]),
        ],
        "SearchMedia": [
            .init([
                "FileIds": .strings(["5285485487985271487"]), "Names": .strings(["room42"]),
                "NamePrefixes": .strings(["room"]),
                "Descriptions": .strings(["d"]), "ClassIds": .list([0]), "Tags": .strings(["old"]),
                "Categories": .strings(["Video"]),
                "SourceTypes": .strings(["Record"]), "StreamIds": .strings(["room42"]),
                "StreamDomains": .strings(["push.example.com"]),
                "StreamPaths": .strings(["live"]),
                "CreateTime": .object(["After": "2027-01-15T07:00:00Z", "Before": "2027-01-15T08:00:00Z"]),
                "ExpireTime": .object(["After": "2027-01-15T07:00:00Z", "Before": "2028-01-15T08:00:00Z"]),
                "StorageClasses": .strings(["STANDARD"]), "MediaTypes": .strings(["m3u8"]),
                "Status": .strings(["Normal"]),
                "Sort": .object(["Field": "CreateTime", "Order": "Asc"]), "Offset": 0, "Limit": 10, "SubAppId": 1,
                "ReviewResults": .strings(["notModerated"]),
            ]),
            .init([
                "Text": "room", "SourceType": "Record", "StreamId": "room42", "StartTime": "2027-01-15T07:00:00Z",
                "EndTime": "2027-01-15T08:00:00Z", "Vids": .strings(["1"]), "Vid": "1",
                "Filters": .strings(["basicInfo"]),
            ]),
            .init([
                "StorageRegions": .strings(["ap-chongqing"]), "TrtcSdkAppIds": .list([1]),
                "TrtcRoomIds": .strings(["1"]), "KnowledgeBases": .strings(["k"]),
            ]),
        ],
        "DeleteMedia": [
            .init(media),
            .init(media + ["DeleteParts": .list([.object(["Type": "TranscodeFiles", "Definition": 230])])]),
        ],
        "ModifyMediaInfo": [
            .init(
                media + [
                    "Name": "新的视频名称", "Description": "d", "ClassId": 1, "ExpireTime": "9999-12-31T23:59:59Z",
                    "AddTags": .strings(["音频"]), "DeleteTags": .strings(["视频"]), "CoverData": "/9j/4AAQSkZJRg==",
                    "AddKeyFrameDescs": .list([.object(["TimeOffset": 2, "Content": "c"])]),
                    "DeleteKeyFrameDescs": .list([3]),
                    "AddSubtitles": .list([
                        .object([
                            "Name": "English", "Language": "en-US", "Format": "vtt", "Content": "V0VCVlRU", "Id": "1",
                        ])
                    ]), "DeleteSubtitleIds": .strings(["2"]), "DeleteKnowledgeBases": .strings(["k"]),
                ]),
            .init(
                media + ["ClearTags": 1, "ClearKeyFrameDescs": 1, "ClearSubtitles": 1, "ClearKnowledgeBases": 1]),
        ],
    ]
}

extension JSONObject {
    fileprivate static func + (first: JSONObject, second: JSONObject) -> JSONObject {
        JSONObject(members: first.members + second.members)
    }
}
