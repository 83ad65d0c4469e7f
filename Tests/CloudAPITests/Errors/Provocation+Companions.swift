// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting

/// The requests for sections 1 to 4 of companion-api: domains, keys, streams and callbacks.
extension Provocation {
    static let companions = domains + keys + streams + callbackTemplates + callbackRules

    private static let addDomain = Call("AddLiveDomain", #"{"DomainName":"push.example.com","DomainType":0}"#)

    private static let domains = [
        Provocation(
            "AddLiveDomain", addDomain.parameters, "FailedOperation.DomainAdded", "The domain has been added already.",
            after: [addDomain]),
        Provocation(
            "AddLiveDomain", addDomain.parameters, "FailedOperation.HostOutLimit",
            "The number of domains has reached its limit.",
            after: (1...100).map { Call("AddLiveDomain", #"{"DomainName":"a\#($0).example.com","DomainType":1}"#) }),
        Provocation(
            "AddLiveDomain", #"{"DomainName":"push.example.com","DomainType":"push"}"#, "InvalidParameter",
            "The value type of parameter `DomainType` is not valid, input type should be `integer`."),
        Provocation(
            "AddLiveDomain", #"{"DomainName":"push_.例.com","DomainType":0}"#, "InvalidParameter.DomainFormatError",
            "The domain name is not well formed."),
        Provocation(
            "AddLiveDomain", #"{"DomainName":"\#(String(repeating: "a.", count: 127))","DomainType":0}"#,
            "InvalidParameter.DomainTooLong", "The domain name is too long."),
        Provocation(
            "DeleteLiveDomain", #"{"DomainName":"push.example.com","DomainType":0}"#,
            "FailedOperation.DeleteDomainInLockedTime", "The domain was pushed to within the last two days.",
            after: [addDomain],
            prepare: { api in
                try await api.catalogue.insert(
                    PushRecord(
                        publication: Publication(
                            id: PublicationID(number: 1),
                            key: StreamKey(domain: "push.example.com", application: "live", stream: "a"),
                            begun: .seconds(TestAPI.start - 60), clientAddress: "192.0.2.1", parameters: ""),
                        isAdmitted: true, end: nil))
            }),
        Provocation(
            "DeleteLiveDomain", #"{"DomainName":"push.example.com","DomainType":1}"#, "ResourceNotFound.DomainNotExist",
            "There is no such domain.", after: [addDomain]),
        Provocation(
            "EnableLiveDomain", #"{"DomainName":"push example com"}"#, "InvalidParameter.DomainFormatError",
            "The domain name is not well formed."),
        Provocation(
            "EnableLiveDomain", #"{"DomainName":"push.example.com"}"#, "ResourceNotFound.DomainNoRecord",
            "There is no such domain."),
        Provocation(
            "ForbidLiveDomain", #"{"DomainName":"push.example.com"}"#, "ResourceNotFound", "There is no such domain."),
        Provocation(
            "DescribeLiveDomain", #"{"DomainName":"push.example.com"}"#, "ResourceNotFound.DomainNotExist",
            "There is no such domain."),
        Provocation(
            "DescribeLiveDomain", #"{"DomainName":1}"#, "InvalidParameter",
            "The value type of parameter `DomainName` is not valid, input type should be `string`."),
        Provocation(
            "DescribeLiveDomain", "{}", "MissingParameter",
            "The request is missing a required parameter `DomainName`."),
    ]

    private static let keys = ["Push", "Play"].flatMap { kind in
        let master = kind == "Push" ? "MasterAuthKey" : "AuthKey"
        let domain = #"{"DomainName":"a.example.com","DomainType":\#(kind == "Push" ? 0 : 1)}"#
        let other = #"{"DomainName":"a.example.com","DomainType":\#(kind == "Push" ? 1 : 0)}"#
        return ["Describe", "Modify"].flatMap { verb in
            [
                Provocation(
                    "\(verb)Live\(kind)AuthKey", #"{"DomainName":"a.example.com"}"#,
                    "ResourceNotFound.\(kind)DomainNoRecord", "There is no such \(kind.lowercased()) domain.",
                    after: [Call("AddLiveDomain", other)]),
                Provocation(
                    "\(verb)Live\(kind)AuthKey", #"{"DomainName":["a.example.com"]}"#, "InvalidParameter",
                    "The value type of parameter `DomainName` is not valid, input type should be `string`."),
                Provocation(
                    "\(verb)Live\(kind)AuthKey", "{}", "MissingParameter",
                    "The request is missing a required parameter `DomainName`."),
            ]
        } + [
            Provocation(
                "ModifyLive\(kind)AuthKey", #"{"DomainName":"a.example.com","Enable":1,"\#(master)":""}"#,
                "InvalidParameterValue", "`\(master)` must not be empty while `Enable` is 1.",
                after: [Call("AddLiveDomain", domain)])
        ]
    }

    private static let stream = #""AppName":"live","DomainName":"push.example.com""#
    private static let past = #""StartTime":"2027-01-15T07:00:00Z","EndTime":"2027-01-15T06:00:00Z""#

    private static let streams =
        ["DescribeLiveStreamState", "DropLiveStream", "ForbidLiveStream", "ResumeLiveStream"].flatMap { action in
            [
                Provocation(
                    action, "{\(stream),\"StreamName\":\"\"}", "InvalidParameter",
                    "The value `` specified in the parameter `StreamName` is not valid."),
                Provocation(
                    action, "{\(stream)}", "MissingParameter",
                    "The request is missing a required parameter `StreamName`."),
            ]
        } + [
            Provocation(
                "ForbidLiveStream", "{\(stream),\"StreamName\":\"a\",\"ResumeTime\":\"2027-01-15T08:00:00Z\"}",
                "InvalidParameterValue",
                "The value `2027-01-15T08:00:00Z` specified in the parameter `ResumeTime` is not valid. It must be within the next 90 days."
            ),
            Provocation(
                "DescribeLiveStreamOnlineList", #"{"PageSize":9}"#, "InvalidParameterValue",
                "The value `9` specified in the parameter `PageSize` is not valid. It must be 10 to 300000."),
            Provocation(
                "DescribeLiveStreamOnlineList", #"{"PageNum":-1}"#, "InvalidParameter",
                "The value type of parameter `PageNum` is not valid, input type should be `integer`."),
            Provocation(
                "DescribeLiveStreamPublishedList", "{\(past),\"DomainName\":\"a\"}", "InvalidParameterValue",
                "`StartTime` is after `EndTime`."),
            Provocation(
                "DescribeLiveStreamPublishedList", "{\(past),\"DomainName\":false}", "InvalidParameter",
                "The value type of parameter `DomainName` is not valid, input type should be `string`."),
            Provocation(
                "DescribeLiveStreamPublishedList", "{\(past)}", "MissingParameter",
                "The request is missing a required parameter `DomainName`."),
            Provocation(
                "DescribeLiveStreamEventList", "{\(past)}", "InvalidParameterValue", "`StartTime` is after `EndTime`."),
            Provocation(
                "DescribeLiveStreamEventList", "{}", "MissingParameter",
                "The request is missing a required parameter `StartTime`."),
        ]

    private static let createTemplate = Call(
        "CreateLiveCallbackTemplate", #"{"TemplateName":"a","RecordNotifyUrl":"http://a.example.com/"}"#)
    private static let createRule = Call(
        "CreateLiveCallbackRule", #"{"DomainName":"push.example.com","AppName":"live","TemplateId":1}"#)
    private static let badName =
        "The value `a b` specified in the parameter `TemplateName` is not valid. "
        + "Chinese characters, letters, digits, `_` and `-` are allowed."
    private static let badURL = "The value `ftp://a` specified in the parameter `StreamEndNotifyUrl` is not valid."
    private static let badLevel =
        "The value `alarm` specified in the parameter `RecordExceptionLevels` is not valid."

    private static let callbackTemplates = [
        Provocation(
            "CreateLiveCallbackTemplate", createTemplate.parameters, "InternalError.ConfOutLimit",
            "The number of templates has reached its limit.", after: Array(repeating: createTemplate, count: 50)),
        Provocation(
            "CreateLiveCallbackTemplate",
            #"{"TemplateName":"a","Description":"\#(String(repeating: "a", count: 1_025))"}"#, "InvalidParameter",
            "Description is longer than 1024 bytes."),
        Provocation(
            "CreateLiveCallbackTemplate", #"{"TemplateName":"a b","RecordNotifyUrl":"http://a"}"#,
            "InvalidParameter.ArgsNotMatch", badName),
        Provocation(
            "CreateLiveCallbackTemplate", #"{"TemplateName":"a","StreamEndNotifyUrl":"ftp://a"}"#,
            "InvalidParameter.UrlNotSafe", badURL),
        Provocation(
            "CreateLiveCallbackTemplate",
            #"{"TemplateName":"a","RecordNotifyUrl":"http://a","RecordExceptionLevels":["alarm"]}"#,
            "InvalidParameterValue", badLevel),
        Provocation(
            "CreateLiveCallbackTemplate", #"{"TemplateName":"a"}"#, "MissingParameter",
            "The request is missing a callback URL: at least one is required."),
        Provocation(
            "ModifyLiveCallbackTemplate", #"{"TemplateId":7}"#, "FailedOperation.NotFound", "There is no such record."),
        Provocation(
            "ModifyLiveCallbackTemplate", #"{"TemplateId":1,"CallbackKey":7}"#, "InvalidParameter",
            "The value type of parameter `CallbackKey` is not valid, input type should be `string`.",
            after: [createTemplate]),
        Provocation(
            "ModifyLiveCallbackTemplate", #"{"TemplateId":1,"TemplateName":"a b"}"#, "InvalidParameter.ArgsNotMatch",
            badName, after: [createTemplate]),
        Provocation(
            "ModifyLiveCallbackTemplate", #"{"TemplateId":1,"StreamEndNotifyUrl":"ftp://a"}"#,
            "InvalidParameter.UrlNotSafe", badURL, after: [createTemplate]),
        Provocation(
            "ModifyLiveCallbackTemplate", #"{"TemplateId":1,"RecordExceptionLevels":["alarm"]}"#,
            "InvalidParameterValue", badLevel, after: [createTemplate]),
        Provocation(
            "ModifyLiveCallbackTemplate", "{}", "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
        Provocation(
            "DeleteLiveCallbackTemplate", #"{"TemplateId":1}"#, "FailedOperation.ConfInUsed",
            "A rule is bound to the template.", after: [createTemplate, createRule]),
        Provocation(
            "DeleteLiveCallbackTemplate", #"{"TemplateId":7}"#, "FailedOperation.NotFound", "There is no such record."),
        Provocation(
            "DeleteLiveCallbackTemplate", #"{"TemplateId":false}"#, "InvalidParameter",
            "The value type of parameter `TemplateId` is not valid, input type should be `integer`."),
        Provocation(
            "DeleteLiveCallbackTemplate", "{}", "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
        Provocation(
            "DescribeLiveCallbackTemplate", #"{"TemplateId":7}"#, "FailedOperation.NotFound",
            "There is no such record."),
        Provocation(
            "DescribeLiveCallbackTemplate", #"{"TemplateId":{}}"#, "InvalidParameter",
            "The value type of parameter `TemplateId` is not valid, input type should be `integer`."),
        Provocation(
            "DescribeLiveCallbackTemplate", "{}", "MissingParameter",
            "The request is missing a required parameter `TemplateId`."),
    ]

    private static let callbackRules = [
        Provocation(
            "CreateLiveCallbackRule", createRule.parameters, "InvalidParameter.ConfNotFound",
            "There is no such template."),
        Provocation(
            "CreateLiveCallbackRule", #"{"DomainName":"push.example.com","AppName":7,"TemplateId":1}"#,
            "InvalidParameter", "The value type of parameter `AppName` is not valid, input type should be `string`."),
        Provocation(
            "CreateLiveCallbackRule", #"{"DomainName":"push.example.com","TemplateId":1}"#, "MissingParameter",
            "The request is missing a required parameter `AppName`."),
        Provocation(
            "DeleteLiveCallbackRule", #"{"DomainName":"push.example.com","AppName":"other"}"#,
            "FailedOperation.NotFound", "There is no such record.", after: [createTemplate, createRule]),
        Provocation(
            "DeleteLiveCallbackRule", #"{"DomainName":"push.example.com","AppName":7}"#, "InvalidParameter",
            "The value type of parameter `AppName` is not valid, input type should be `string`."),
        Provocation(
            "DeleteLiveCallbackRule", #"{"DomainName":"push.example.com"}"#, "MissingParameter",
            "The request is missing a required parameter `AppName`."),
        Provocation(
            "DescribeCallbackRecordsList",
            "{\(past),\"StreamName\":\"a\",\"PageNum\":1,\"PageSize\":10}", "InvalidParameterValue",
            "`EndTime` must be within a day from `StartTime`."),
        Provocation(
            "DescribeCallbackRecordsList", "{\(past),\"StreamName\":\"a\",\"PageNum\":1}", "MissingParameter",
            "The request is missing a required parameter `PageSize`."),
    ]
}
