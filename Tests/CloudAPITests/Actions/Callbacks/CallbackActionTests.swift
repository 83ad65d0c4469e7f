// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import RecordingModel
import RecordingTesting
import Testing

@Suite struct CallbackActionTests {
    private let api = TestAPI()

    private func create(_ more: JSONObject, name: String = "hooks") async throws -> APIAnswer {
        var parameters: JSONObject = ["TemplateName": .string(name)]
        parameters.members += more.members
        return try await api.call("CreateLiveCallbackTemplate", parameters)
    }

    @Test("keeps every URL of a template, its key and its levels")
    func creates() async throws {
        var parameters: JSONObject = [
            "Description": "回调模板", "CallbackKey": "adasda131312",
            "RecordExceptionLevels": .strings(["error", "info"]),
        ]
        var urls: [CallbackKind: String] = [:]
        for kind in CallbackKind.allCases {
            urls[kind] = "http://www.yourdomain.com/api/notify?action=\(kind.rawValue)"
            parameters.members.append(.init(name: kind.rawValue, value: .string(urls[kind] ?? "")))
        }
        let answer = try await create(parameters)
        #expect(answer["TemplateId"] == 1)
        let template = try #require(try await api.catalogue.callbackTemplate(id: 1))
        #expect(
            template
                == CallbackTemplate(
                    id: 1, name: "hooks", description: "回调模板", urls: urls, key: "adasda131312",
                    recordExceptionLevels: ["error", "info"]))
    }

    @Test(
        "refuses URLs that cannot be called",
        arguments: ["ftp://a.com", "a.com/x", "http://", "http:///x", "https://?x", "http://a b", "http://a.com/\u{7}"])
    func badURL(url: String) async throws {
        #expect(try await create(["RecordNotifyUrl": .string(url)]).code == "InvalidParameter.UrlNotSafe")
    }

    @Test("asks for a name, at least one URL and known levels")
    func invalid() async throws {
        let url: JSONValue = "https://example.com/hook"
        #expect(try await create([:]).code == "MissingParameter")
        #expect(try await create(["RecordNotifyUrl": ""]).code == "MissingParameter")
        #expect(try await create(["RecordNotifyUrl": url], name: "a b").code == "InvalidParameter.ArgsNotMatch")
        let levels: JSONObject = ["RecordNotifyUrl": url, "RecordExceptionLevels": .strings(["panic"])]
        #expect(try await create(levels).code == "InvalidParameterValue")
    }

    @Test("keeps fifty templates and no more")
    func quota() async throws {
        for number in 0..<50 {
            _ = try await api.catalogue.insert(CallbackTemplate(name: "\(number)", urls: [:]))
        }
        #expect(try await create(["RecordNotifyUrl": "http://a"]).code == "InternalError.ConfOutLimit")
    }

    @Test("binds a template to a domain and app, or to the whole domain, once")
    func rules() async throws {
        _ = try await create(["RecordNotifyUrl": "http://a"])
        func bind(_ application: String, _ template: Int) async throws -> String? {
            try await api.call(
                "CreateLiveCallbackRule",
                [
                    "DomainName": "Push.Example.com", "AppName": .string(application),
                    "TemplateId": .integer(template),
                ]
            ).code
        }
        #expect(try await bind("live", 2) == "InvalidParameter.ConfNotFound")
        #expect(try await bind("live", 1) == nil)
        #expect(try await bind("live", 1) == "InternalError.RuleAlreadyExist")
        #expect(try await bind("", 1) == nil)
        #expect(try await api.catalogue.callbackRules().map(\.application) == ["", "live"])
        #expect(try await api.call("CreateLiveCallbackRule", ["DomainName": "d"]).code == "MissingParameter")
    }
}
