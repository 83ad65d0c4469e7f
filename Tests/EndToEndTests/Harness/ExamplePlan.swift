// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The official examples of all served actions, in an order in which they can succeed.
///
/// They are sent as they are written. What has to be exchanged stands here: identifiers that the server gives, times
/// that must lie in the future or not far in the past, and streams and domains that must exist.
struct ExamplePlan: Sendable {
    /// What stands in the place of an example's value.
    enum Substitute: Sendable {
        /// Seconds from now, as a Unix time.
        case unix(Int64)
        /// Seconds from now, as `2018-11-24T12:00:00Z`.
        case utc(Int64)
        /// Seconds from now, as `2018-11-24 20:00:00` in Beijing.
        case beijing(Int64)
        /// What an earlier step, named as in ``Step/label``, answered.
        case answer(String, String)
        /// The id of one recorded file.
        case file
        /// The ids of a recorded file and of none.
        case files
        case value(JSON)
    }

    struct Step: Sendable {
        let action: String
        let number: Int
        let service: String
        let substitutes: [String: Substitute]

        init(
            _ action: String, _ number: Int = 0, of service: String = "live",
            _ substitutes: [String: Substitute] = [:]
        ) {
            self.action = action
            self.number = number
            self.service = service
            self.substitutes = substitutes
        }

        /// `CreateLiveRecord 1`.
        var label: String { "\(action) \(number)" }
    }

    /// The domain that most examples name, and the stream of it that is pushed.
    static let domain = "5000.livepush.myqcloud.com"
    static let stream = "stream1"

    /// What the examples take for granted: calls that are made first.
    static func preparations(callbacks base: String) -> [(String, [String: JSON])] {
        let pushDomains = [domain, "5000.live.push.com", "5000.livepush.com", "yourdomain.test.com", "abc.com"]
        return pushDomains.map { ("AddLiveDomain", ["DomainName": .string($0), "DomainType": 0]) } + [
            ("AddLiveDomain", ["DomainName": "play.example.com", "DomainType": 1]),
            ("ModifyLivePushAuthKey", ["DomainName": .string(domain), "Enable": 0]),
            ("CreateLiveRecordTemplate", ["TemplateName": "slow", "IsDelayLive": 1]),
            (
                "CreateLiveCallbackTemplate",
                ["TemplateName": "local", "StreamBeginNotifyUrl": .string(base + "/begin"), "CallbackKey": "key"]
            ),
        ]
    }

    private static let play: [String: Substitute] = ["DomainName": .value("play.example.com")]
    private static let live: [String: Substitute] = [
        "DomainName": .value(.string(domain)), "StreamName": .value("stream1"),
    ]
    private static let template: [String: Substitute] = [
        "TemplateId": .answer("CreateLiveRecordTemplate 0", "TemplateId")
    ]
    private static let callback: [String: Substitute] = [
        "TemplateId": .answer("CreateLiveCallbackTemplate 0", "TemplateId")
    ]
    private static let month: [String: Substitute] = ["StartTime": .utc(-3_600), "EndTime": .utc(0)]
    private static let created: [String: Substitute] = [
        "CreateTime": .value([
            "After": .string(Date(timeIntervalSinceNow: -3_600).formatted(.iso8601)),
            "Before": .string(Date(timeIntervalSinceNow: 3_600).formatted(.iso8601)),
        ])
    ]

    /// Before anything is pushed; the steps of a wave do not need one another.
    static let before: [[Step]] = [
        [
            Step("AddLiveDomain"), Step("CreateLiveRecordTemplate"), Step("CreateLiveRecordTemplate", 1),
            Step("CreateLiveCallbackTemplate"), Step("ModifyLivePushAuthKey"), Step("DescribeLivePushAuthKey"),
            Step("ModifyLivePlayAuthKey", 0, play), Step("DescribeLivePlayAuthKey", 0, play),
            Step("DescribeLiveDomain"), Step("DescribeLiveDomains"),
            Step("CreateRecordTask", 0, ["StartTime": .unix(60), "EndTime": .unix(3_600)]),
            Step("CreateLiveRecord", 0, ["StartTime": .beijing(60), "EndTime": .beijing(3_600)]),
        ],
        [
            Step("CreateLiveRecordRule", 0, ["TemplateId": .answer("CreateLiveRecordTemplate 1", "TemplateId")]),
            // The official template's receivers are not ours: the one that is bound calls back this machine.
            Step("CreateLiveCallbackRule", 0, ["TemplateId": .value(1)]),
            Step("ModifyLiveRecordTemplate", 0, template), Step("DescribeLiveRecordTemplate", 0, template),
            Step("DescribeLiveRecordTemplates"), Step("ModifyLiveCallbackTemplate", 0, callback),
            Step("DescribeLiveCallbackTemplate", 0, callback), Step("DescribeLiveCallbackTemplates"),
            Step("DescribeRecordTask", 0, ["StartTime": .unix(-3_600), "EndTime": .unix(7_200)]),
            Step("EnableLiveDomain"), Step("ForbidLiveDomain"),
        ],
        [
            Step("DescribeLiveRecordRules"), Step("DescribeLiveCallbackRules"),
            Step("StopRecordTask", 0, ["TaskId": .answer("CreateRecordTask 0", "TaskId")]),
            Step(
                "DeleteLiveRecord", 0,
                ["StreamName": .value("livetest"), "TaskId": .answer("CreateLiveRecord 0", "TaskId")]),
        ],
        [
            Step("DeleteRecordTask", 0, ["TaskId": .answer("CreateRecordTask 0", "TaskId")]),
            Step("DeleteLiveRecordTemplate", 0, template), Step("DeleteLiveCallbackTemplate", 0, callback),
            Step("DeleteLiveDomain"),
        ],
    ]

    /// While the stream is live.
    static let during: [[Step]] = [
        [
            Step("DescribeLiveStreamState"), Step("DescribeLiveStreamOnlineList"),
            Step("CreateLiveRecord", 1, live.merging(["EndTime": .beijing(600)]) { $1 }),
        ],
        [
            Step(
                "StopLiveRecord", 0,
                ["StreamName": .value("stream1"), "TaskId": .answer("CreateLiveRecord 1", "TaskId")])
        ],
    ]

    /// The end of the push.
    static let ending = [[Step("DropLiveStream")]]

    /// When it is over and its files are in the library.
    static let after: [[Step]] = [
        [
            Step("ForbidLiveStream", 0, ["ResumeTime": .utc(3_600)]),
            Step("DescribeLiveStreamPublishedList", 0, month.merging(["StreamName": .value("stream1")]) { $1 }),
            Step(
                "DescribeLiveStreamEventList", 0,
                month.merging(["DomainName": .value(.string(domain))]) { $1 }),
            Step("DescribeCallbackRecordsList", 0, ["StartTime": .utc(-600), "EndTime": .utc(60)]),
            Step("DescribeConcurrentRecordStreamNum", 0, month),
            Step("DescribeMediaInfos", of: "vod", ["FileIds": .files]),
            Step("DescribeMediaInfos", 1, of: "vod", ["FileIds": .files]),
            Step("SearchMedia", of: "vod", created),
            Step("SearchMedia", 1, of: "vod", created.merging(["StreamIds": .value(["stream1"])]) { $1 }),
            Step("SearchMedia", 2, of: "vod", created.merging(["NamePrefixes": .value(["stream1"])]) { $1 }),
            Step("SearchMedia", 3, of: "vod", created), Step("SearchMedia", 4, of: "vod", created),
            Step("ModifyMediaInfo", of: "vod", ["FileId": .file]),
            Step("ModifyMediaInfo", 1, of: "vod", ["FileId": .file]),
            Step("ModifyMediaInfo", 2, of: "vod", ["FileId": .file]),
            Step("ModifyMediaInfo", 3, of: "vod", ["FileId": .file]),
            Step("ModifyMediaInfo", 4, of: "vod", ["FileId": .file]),
        ],
        [
            Step("DeleteMedia", 1, of: "vod", ["FileId": .file]), Step("DeleteMedia", 2, of: "vod", ["FileId": .file]),
            Step("ResumeLiveStream"),
            Step("DeleteLiveRecordRule", 0, live),
            Step("DeleteLiveCallbackRule"),
        ],
        [Step("DeleteMedia", of: "vod", ["FileId": .file])],
    ]

    static let steps = (before + during + ending + after).flatMap(\.self)
}
