// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel

/// The requests for sections 1 to 10 of recording-api. The clock stands at 1,800,000,000, 2027-01-15 08:00:00 UTC.
extension Provocation {
    static let recording = tasks + liveRecords + templates + rules + statistics

    private static let order = #""StreamName":"room42","DomainName":"push.example.com","AppName":"live""#
    private static let now = TestAPI.start
    private static let createTemplate = Call("CreateLiveRecordTemplate", #"{"TemplateName":"a"}"#)
    private static let createRule = Call("CreateLiveRecordRule", #"{"DomainName":"push.example.com","TemplateId":1}"#)

    private static let tasks = [
        Provocation(
            "CreateRecordTask", "{\(order),\"EndTime\":\(now)}", "InvalidParameter", "EndTime must be later than now."),
        Provocation(
            "CreateRecordTask", "{\(order),\"StartTime\":\(now + 60),\"EndTime\":\(now + 60)}", "InvalidParameter",
            "StartTime must less than EndTime!"),
        Provocation(
            "CreateRecordTask", "{\(order),\"StartTime\":\(now + 604_000),\"EndTime\":\(now + 604_801)}",
            "InvalidParameter", "EndTime must be within 7 days from now."),
        Provocation(
            "CreateRecordTask", "{\(order),\"EndTime\":\(now + 86_401)}", "InvalidParameter",
            "EndTime must be within 24 hours from StartTime."),
        Provocation(
            "CreateRecordTask", "{\(order),\"EndTime\":\(now + 60),\"StreamType\":2}", "InvalidParameter",
            "The value `2` specified in the parameter `StreamType` is not valid. It must be 0 or 1."),
        Provocation(
            "CreateRecordTask", #"{"StreamName":"","DomainName":"a","AppName":"b","EndTime":1800000060}"#,
            "InvalidParameter", "The value `` specified in the parameter `StreamName` is not valid."),
        Provocation(
            "CreateRecordTask", #"{"StreamName":"a","DomainName":"a","AppName":"b","EndTime":true}"#,
            "InvalidParameter", "The value type of parameter `EndTime` is not valid, input type should be `integer`."),
        Provocation(
            "CreateRecordTask", "{\(order),\"EndTime\":\(now + 60)}", "LimitExceeded.MaximumRunningTask",
            "The number of running tasks has reached its limit.",
            after: [Call("CreateRecordTask", "{\(order),\"EndTime\":\(now + 60)}")],
            account: Account(maximumRunningTasks: 1)),
        Provocation(
            "StopRecordTask", #"{"TaskId":"U1"}"#, "InvalidParameter", "There is no record task of this `TaskId`."),
        Provocation(
            "DeleteRecordTask", #"{"TaskId":"U1"}"#, "InvalidParameter", "There is no record task of this `TaskId`."),
        Provocation(
            "DescribeRecordTask", "{\"StartTime\":\(now),\"EndTime\":\(now)}", "InvalidParameter",
            "StartTime must less than EndTime!"),
        Provocation(
            "DescribeRecordTask", "{\"StartTime\":\(now),\"EndTime\":\(now + 604_801)}", "InvalidParameter",
            "EndTime must be within 7 days from StartTime."),
        Provocation(
            "DescribeRecordTask", "{\"StartTime\":\(now - 7_776_001),\"EndTime\":\(now - 7_200_000)}",
            "InvalidParameter", "StartTime must be within the last 90 days."),
        Provocation(
            "DescribeRecordTask", "{\"StartTime\":\(now - 60),\"EndTime\":\(now),\"ScrollToken\":\"next\"}",
            "InvalidParameter", "The value `next` specified in the parameter `ScrollToken` is not valid."),
    ]

    private static let scheduled =
        #"{"StreamName":"room42","DomainName":"push.example.com","StartTime":"2027-01-15 16:00:00","#
        + #""EndTime":"2027-01-15 17:00:00"}"#

    private static let liveRecords = [
        Provocation(
            "CreateLiveRecord", #"{"StreamName":7}"#, "InvalidParameter",
            "The value type of parameter `StreamName` is not valid, input type should be `string`."),
        Provocation(
            "CreateLiveRecord", #"{"StreamName":"room42","DomainName":"push.example.com"}"#, "InvalidParameterValue",
            "`StartTime` must be given for a scheduled recording."),
        Provocation(
            "CreateLiveRecord", scheduled.replacing("17:00:00", with: "16:00:00"), "InvalidParameterValue",
            "EndTime must be later than now."),
        Provocation(
            "CreateLiveRecord", scheduled, "LimitExceeded.MaximumRunningTask",
            "The number of running tasks has reached its limit.", account: Account(maximumRunningTasks: 0)),
        Provocation(
            "CreateLiveRecord", scheduled, "LimitExceeded.MaximumTask",
            "The number of tasks made today has reached its limit.",
            prepare: { api in
                for number in 1...4_000 {
                    let record = LiveRecord(
                        id: UInt64(number), key: StreamKey(domain: "a", application: "live", stream: "a"),
                        start: .seconds(now + 60), end: .seconds(now + 90), output: SingleOutput(format: .flv),
                        created: .seconds(now))
                    _ = try await api.catalogue.insert(record, within: .unlimited)
                }
            }),
        Provocation(
            "CreateLiveRecord", #"{"StreamName":"room42","DomainName":"push.example.com","Highlight":1}"#,
            "ResourceUnavailable.StreamNotExist", "The stream is not being pushed."),
        Provocation(
            "StopLiveRecord", #"{"StreamName":"room42","TaskId":"seven"}"#, "InvalidParameter",
            "The value type of parameter `TaskId` is not valid, input type should be `integer`."),
        Provocation(
            "StopLiveRecord", #"{"StreamName":"room42"}"#, "MissingParameter",
            "The request is missing a required parameter `TaskId`."),
        Provocation(
            "StopLiveRecord", #"{"StreamName":"room42","TaskId":7}"#, "ResourceNotFound.ChannelNotExist",
            "There is no record task of this stream."),
        Provocation(
            "StopLiveRecord", #"{"StreamName":"room42","TaskId":7}"#, "ResourceNotFound.TaskId",
            "There is no record task of this `TaskId`.", after: [Call("CreateLiveRecord", scheduled)]),
        Provocation(
            "DeleteLiveRecord", #"{"StreamName":"room42","TaskId":"seven"}"#, "InvalidParameter",
            "The value type of parameter `TaskId` is not valid, input type should be `integer`."),
        Provocation(
            "DeleteLiveRecord", #"{"TaskId":7}"#, "MissingParameter",
            "The request is missing a required parameter `StreamName`."),
        Provocation(
            "DeleteLiveRecord", #"{"StreamName":"room42","TaskId":7}"#, "ResourceNotFound.ChannelNotExist",
            "There is no record task of this stream."),
        Provocation(
            "DeleteLiveRecord", #"{"StreamName":"room42","TaskId":7}"#, "ResourceNotFound.TaskId",
            "There is no record task of this `TaskId`.", after: [Call("CreateLiveRecord", scheduled)]),
    ]

    private static let templates = [
        Provocation(
            "CreateLiveRecordTemplate", #"{"TemplateName":"a"}"#, "InternalError.ConfOutLimit",
            "The number of templates has reached its limit.", after: Array(repeating: createTemplate, count: 50)),
        Provocation(
            "CreateLiveRecordTemplate", #"{"TemplateName":"a b"}"#, "InvalidParameter",
            "The value `a b` specified in the parameter `TemplateName` is not valid. Chinese characters, letters, digits, `_` and `-` are allowed."
        ),
        Provocation(
            "CreateLiveRecordTemplate", #"{"TemplateName":"a","FlvParam":{"Enable":1,"VodFileName":"{Stream}"}}"#,
            "InvalidParameter.InvalidVodFileName",
            "The value `{Stream}` specified in the parameter `FlvParam.VodFileName` is not valid. `{Stream}` stands for nothing."
        ),
        Provocation(
            "CreateLiveRecordTemplate", #"{"TemplateName":"a","FlvParam":{"Enable":1,"RecordInterval":29}}"#,
            "InvalidParameterValue",
            "The value `29` specified in the parameter `FlvParam.RecordInterval` is not valid. It must be 30 to 43200."
        ),
        Provocation(
            "CreateLiveRecordTemplate", "{}", "MissingParameter",
            "The request is missing a required parameter `TemplateName`."),
        Provocation(
            "ModifyLiveRecordTemplate", #"{"TemplateId":7}"#, "FailedOperation.NotFound",
            "There is no record template of this `TemplateId`."),
        Provocation(
            "ModifyLiveRecordTemplate", #"{"TemplateId":"one"}"#, "InvalidParameter",
            "The value type of parameter `TemplateId` is not valid, input type should be `integer`."),
        Provocation(
            "ModifyLiveRecordTemplate", #"{"TemplateId":1,"HlsParam":{"VodFileName":"{"}}"#,
            "InvalidParameter.InvalidVodFileName",
            "The value `{` specified in the parameter `HlsParam.VodFileName` is not valid. A brace lacks its partner.",
            after: [createTemplate]),
        Provocation(
            "ModifyLiveRecordTemplate", #"{"TemplateId":1,"FlvParam":{"Enable":2}}"#, "InvalidParameterValue",
            "The value `2` specified in the parameter `FlvParam.Enable` is not valid. It must be 0 or 1.",
            after: [createTemplate]),
        Provocation(
            "ModifyLiveRecordTemplate", #"{"TemplateName":"a"}"#, "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
        Provocation(
            "DeleteLiveRecordTemplate", #"{"TemplateId":1}"#, "FailedOperation.ConfInUsed",
            "A rule is bound to the template.", after: [createTemplate, createRule]),
        Provocation(
            "DeleteLiveRecordTemplate", #"{"TemplateId":7}"#, "InternalError.ConfNotFound",
            "There is no such template."),
        Provocation(
            "DeleteLiveRecordTemplate", #"{"TemplateId":[1]}"#, "InvalidParameter",
            "The value type of parameter `TemplateId` is not valid, input type should be `integer`."),
        Provocation(
            "DeleteLiveRecordTemplate", "{}", "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
        Provocation(
            "DescribeLiveRecordTemplate", #"{"TemplateId":7}"#, "FailedOperation.NotFound",
            "There is no record template of this `TemplateId`."),
        Provocation(
            "DescribeLiveRecordTemplate", #"{"TemplateId":1.5}"#, "InvalidParameter",
            "The value type of parameter `TemplateId` is not valid, input type should be `integer`."),
        Provocation(
            "DescribeLiveRecordTemplate", #"{"TemplateId":null}"#, "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
        Provocation(
            "DescribeLiveRecordTemplates", #"{"IsDelayLive":"no"}"#, "InvalidParameter",
            "The value type of parameter `IsDelayLive` is not valid, input type should be `integer`."),
        Provocation(
            "DescribeLiveRecordTemplates", #"{"IsDelayLive":2}"#, "InvalidParameterValue",
            "The value `2` specified in the parameter `IsDelayLive` is not valid. It must be 0 or 1."),
    ]

    private static let rules = [
        Provocation(
            "CreateLiveRecordRule", createRule.parameters, "FailedOperation.RuleAlreadyExist",
            "There is a rule for this domain, app and stream already.", after: [createTemplate, createRule]),
        Provocation(
            "CreateLiveRecordRule", #"{"DomainName":"a","TemplateId":1,"AppName":"a\u0000"}"#, "InvalidParameter",
            "The value `a\u{0}` specified in the parameter `AppName` is not valid."),
        Provocation(
            "CreateLiveRecordRule", createRule.parameters, "InvalidParameter.ConfNotFound",
            "There is no such template."),
        Provocation(
            "CreateLiveRecordRule", #"{"DomainName":"-a-","TemplateId":1}"#, "InvalidParameter.DomainFormatError",
            "The domain name is not well formed."),
        Provocation(
            "CreateLiveRecordRule", #"{"DomainName":"push.example.com"}"#, "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
        Provocation(
            "DeleteLiveRecordRule", #"{"DomainName":"push.example.com","AppName":"live"}"#, "FailedOperation.NotFound",
            "There is no record rule of exactly this domain, app and stream.", after: [createTemplate, createRule]),
        Provocation(
            "DeleteLiveRecordRule", #"{"DomainName":{}}"#, "InvalidParameter",
            "The value type of parameter `DomainName` is not valid, input type should be `string`."),
        Provocation(
            "DeleteLiveRecordRule", #"{"DomainName":"a..b"}"#, "InvalidParameter.DomainFormatError",
            "The domain name is not well formed."),
        Provocation(
            "DeleteLiveRecordRule", #"{"AppName":"live"}"#, "MissingParameter",
            "The request is missing a required parameter `DomainName`."),
    ]

    private static let span = #""StartTime":"2027-01-15T07:00:00Z","EndTime":"2027-01-15 16:30:00""#

    private static let statistics = [
        Provocation(
            "DescribeConcurrentRecordStreamNum", "{\"LiveType\":\"Live\",\(span)}", "InvalidParameterValue",
            "The value `Live` specified in the parameter `LiveType` is not valid. It must be NormalLive or SlowLive."),
        Provocation(
            "DescribeConcurrentRecordStreamNum", "{\(span)}", "MissingParameter",
            "The request is missing a required parameter `LiveType`."),
    ]
}
