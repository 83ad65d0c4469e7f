// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite struct DomainActionTests {
    private let api = TestAPI()

    private func add(_ name: String, _ more: JSONObject = ["DomainType": 0]) async throws -> APIAnswer {
        var parameters: JSONObject = ["DomainName": .string(name)]
        parameters.members += more.members
        return try await api.call("AddLiveDomain", parameters)
    }

    private func keys(of name: String) async throws -> PushAuthentication? {
        try await api.catalogue.domain(named: name)?.authentication
    }

    @Test("registers a push domain with authentication on and keys of its own")
    func adds() async throws {
        #expect(try await add("Push.Example.com", ["DomainType": "0", "PlayType": 2, "IsDelayLive": 0]).code == nil)
        let domain = try #require(try await api.catalogue.domain(named: "push.example.com"))
        #expect(domain.purpose == .push)
        #expect(domain.playType == 2)
        #expect(domain.created == .seconds(TestAPI.start))
        #expect(domain.authentication.isEnabled)
        for key in [domain.authentication.masterKey, domain.authentication.backupKey] {
            #expect(key.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        }
        #expect(domain.authentication.masterKey != domain.authentication.backupKey)
        #expect(try await add("push.EXAMPLE.com").code == "FailedOperation.DomainAdded")
    }

    @Test(
        "refuses names that are none",
        arguments: ["", ".", "a..b", "a b", "-a.com", "a-.com", "http://a.com", "a.com:80", "a/b", "例子.com"])
    func badName(name: String) async throws {
        #expect(try await add(name).code == "InvalidParameter.DomainFormatError")
    }

    @Test("refuses a name that is too long, and a domain above the quota")
    func limits() async throws {
        let long = Array(repeating: "abcdefghi", count: 26).joined(separator: ".")
        #expect(try await add(long).code == "InvalidParameter.DomainTooLong")
        for number in 0..<100 {
            _ = try await api.catalogue.insert(
                PushDomain(name: "d\(number)", purpose: .push, created: api.clock.now, authentication: .off))
        }
        #expect(try await add("one.more").code == "FailedOperation.HostOutLimit")
    }

    @Test(
        "refuses values outside what is documented",
        arguments: [
            ["DomainType": 2], ["DomainType": .integer(UInt64.max)], ["DomainType": 0, "PlayType": 4],
            ["DomainType": 0, "IsDelayLive": 2], ["DomainType": 0, "IsMiniProgramLive": 2],
            ["DomainType": 0, "VerifyOwnerType": "oath"],
        ] as [JSONObject])
    func badValue(parameters: JSONObject) async throws {
        #expect(try await add("a.example.com", parameters).code == "InvalidParameterValue")
    }

    @Test("describes the keys of a push domain")
    func describes() async throws {
        _ = try await add("push.example.com")
        let keys = try #require(try await keys(of: "push.example.com"))
        let answer = try await api.call("DescribeLivePushAuthKey", ["DomainName": "PUSH.example.com"])
        #expect(
            answer["PushAuthKeyInfo"]
                == .object([
                    "DomainName": "push.example.com", "Enable": 1, "MasterAuthKey": .string(keys.masterKey),
                    "BackupAuthKey": .string(keys.backupKey), "AuthDelta": 0,
                ]))
    }

    @Test("knows no push keys of a play domain, nor of an unknown one", arguments: ["play.example.com", "nobody"])
    func notPush(name: String) async throws {
        _ = try await add("play.example.com", ["DomainType": 1])
        for action in ["DescribeLivePushAuthKey", "ModifyLivePushAuthKey"] {
            let answer = try await api.call(action, ["DomainName": .string(name)])
            #expect(answer.code == "ResourceNotFound.PushDomainNoRecord")
        }
    }

    @Test("changes what is given and leaves the rest")
    func modifies() async throws {
        _ = try await add("push.example.com")
        let before = try #require(try await keys(of: "push.example.com"))
        func modify(_ more: JSONObject) async throws -> String? {
            var parameters: JSONObject = ["DomainName": "push.example.com"]
            parameters.members += more.members
            return try await api.call("ModifyLivePushAuthKey", parameters).code
        }
        #expect(try await modify(["AuthDelta": 300]) == nil)
        var expected = before
        expected.delta = 300
        #expect(try await keys(of: "push.example.com") == expected)
        #expect(try await modify(["Enable": 0, "MasterAuthKey": "abc*&^", "BackupAuthKey": "", "AuthDelta": 1]) == nil)
        let off = PushAuthentication(isEnabled: false, masterKey: "abc*&^", backupKey: "", delta: 1)
        #expect(try await keys(of: "push.example.com") == off)
        for wrong in [
            ["Enable": 2], ["Enable": 1, "MasterAuthKey": ""], ["AuthDelta": .integer(UInt64.max)],
            ["MasterAuthKey": .string(String(repeating: "k", count: 257))],
        ] as [JSONObject] {
            #expect(try await modify(wrong) == "InvalidParameterValue")
        }
        #expect(try await keys(of: "push.example.com") == off)
    }

    @Test("keeps both of two changes that are made at once")
    func concurrentChanges() async throws {
        _ = try await add("push.example.com")
        for round in 0..<100 {
            let value = JSONValue.string("key\(round)")
            async let master = api.call(
                "ModifyLivePushAuthKey", ["DomainName": "push.example.com", "MasterAuthKey": value])
            async let backup = api.call(
                "ModifyLivePushAuthKey", ["DomainName": "push.example.com", "BackupAuthKey": value])
            #expect(try await [master.code, backup.code] == [nil, nil])
            let keys = try #require(try await keys(of: "push.example.com"))
            #expect([keys.masterKey, keys.backupKey] == ["key\(round)", "key\(round)"])
        }
    }
}
