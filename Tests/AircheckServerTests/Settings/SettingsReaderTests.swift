// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Ingest
import NIOCore
import RecordingModel
import Testing

@testable import AircheckServer

@Suite("Settings")
struct SettingsReaderTests {
    private func file(_ text: String, _ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-\(UUID()).yaml")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url.path)
    }

    private func refusal(_ arguments: [String], _ environment: [String: String] = [:]) -> String? {
        do {
            _ = try ServerConfiguration(arguments: arguments, environment: environment)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("has the defaults of the contract")
    func defaults() throws {
        let configuration = try ServerConfiguration(arguments: [], environment: ["PATH": "/bin"])
        #expect(configuration.dataDirectory == "./aircheck-data")
        #expect(configuration.httpAddress?.description == "127.0.0.1:8080")
        #expect(configuration.rtmpAddress.description == "127.0.0.1:1935")
        #expect(configuration.publicURL == nil)
        #expect(configuration.apiRateLimits)
        #expect(!configuration.openDomains)
        #expect(configuration.account == Account())
        #expect(configuration.ingest.idleTime == .seconds(70))
    }

    @Test("takes the command line over the environment over the file")
    func precedence() throws {
        try file("data-dir: from-file\nrtmp-address: 127.0.0.1:1\napi-rate-limits: off\n") { path in
            let environment = ["AIRCHECK_DATA_DIR": "from-environment", "AIRCHECK_RTMP_ADDRESS": "127.0.0.1:2"]
            let configuration = try ServerConfiguration(
                arguments: ["--config", path, "--data-dir=from-arguments"], environment: environment)
            #expect(configuration.dataDirectory == "from-arguments")
            #expect(configuration.rtmpAddress.port == 2)
            #expect(!configuration.apiRateLimits)
        }
    }

    @Test("takes an object store whole or not at all")
    func objectStore() throws {
        let keys = ["--object-store-bucket=b", "--object-store-access-key=a", "--object-store-secret-key=s"]
        let url = "--object-store-url=https://{bucket}.s3.example.com/"
        let store = try ServerConfiguration(arguments: [url] + keys, environment: [:]).objectStore
        let rules = try #require(try store.rules(nameOffset: 0)).rules
        #expect(rules.standard == ObjectPlace(bucket: "b", region: "us-east-1", prefix: ""))
        #expect(rules.url(of: rules.standard.address(of: "k")) == "https://b.s3.example.com/k")
        #expect(try ServerConfiguration(arguments: [], environment: [:]).objectStore.rules(nameOffset: 0) == nil)
        #expect(refusal([url])?.contains("--object-store-bucket") == true)
        #expect(refusal([url] + keys.dropLast())?.contains("--object-store-secret-key") == true)
        #expect(refusal(keys)?.contains("need --object-store-url") == true)
        #expect(refusal(["--object-store-keep-local=true"])?.contains("need --object-store-url") == true)
        for text in ["s3.example.com", "https://", "https://h/bucket", "ftp://h"] {
            #expect(refusal(["--object-store-url=\(text)"] + keys) != nil)
        }
    }

    @Test("lets HTTPS stand in for HTTP")
    func httpsInstead() throws {
        let configuration = try ServerConfiguration(
            arguments: [
                "--http-address", "off", "--https-address", "0.0.0.0:443", "--rtmps-address", "0.0.0.0:443",
                "--tls-certificate", "c.pem", "--tls-key", "k.pem",
            ], environment: [:])
        #expect(configuration.httpAddress == nil)
        #expect(configuration.httpsAddress == HostAndPort(host: "0.0.0.0", port: 443))
        #expect(configuration.rtmpsAddress?.port == 443)
    }

    @Test("sets the account's state by its name", arguments: Account.State.allCases)
    func accountState(state: Account.State) throws {
        let configuration = try ServerConfiguration(
            arguments: ["--account-state", state.rawValue, "--max-running-tasks=0"], environment: [:])
        #expect(configuration.account == Account(state: state, maximumRunningTasks: 0))
        #expect(refusal(["--account-state", "broke"])?.contains("normal|stopped|frozen") == true)
        #expect(refusal(["--max-running-tasks", "-1"]) != nil)
    }

    @Test("takes errors that actions answer with, if they list them, from the file too")
    func apiFaults() throws {
        try file("api-faults: CreateRecordTask=InternalError.NetworkError,StopRecordTask=UnsupportedOperation") {
            path in
            let configuration = try ServerConfiguration(arguments: ["--config=\(path)"], environment: [:])
            let faults: [String: ErrorCode] = [
                "CreateRecordTask": .internalNetwork, "StopRecordTask": .unsupportedOperation,
            ]
            #expect(configuration.account == Account(faults: faults))
        }
        let unlisted = "DescribeRecordTask=ResourceUnavailable.InvalidVodStatus"
        #expect(refusal(["--api-faults", unlisted])?.hasSuffix("not \"\(unlisted)\"") == true)
        #expect(refusal(["--api-faults=CreateRecordTask:InternalError"]) != nil)
    }

    @Test("reads JSON as well as YAML")
    func json() throws {
        try file(#"{"open-domains": true, "http-address": "[::1]:0"}"#) { path in
            let configuration = try ServerConfiguration(arguments: ["--config=\(path)"], environment: [:])
            #expect(configuration.openDomains)
            #expect(configuration.httpAddress == HostAndPort(host: "::1", port: 0))
        }
    }

    @Test(
        "refuses what it does not know or can't read, and says where",
        arguments: [
            (["--no-such-thing", "1"], "unknown setting --no-such-thing"),
            (["--http-address", "localhost"], "--http-address takes HOST:PORT"),
            (["--http-address", "localhost:70000"], "--http-address takes HOST:PORT"),
            (["--hls-segments", "ts"], "--hls-segments takes auto|fmp4"),
            (["--open-domains", "maybe"], "--open-domains takes true|false"),
            (["--rtmp-idle-timeout", "-1"], "--rtmp-idle-timeout takes SECONDS"),
            (["--rtmp-max-connections", "0"], "--rtmp-max-connections takes NUMBER"),
            (["--data-dir"], "--data-dir needs a value"),
            (["--data-dir", "a", "--data-dir", "b"], "--data-dir is given twice"),
            (["serve"], "unexpected argument \"serve\""),
            (["--secret-id", "a"], "--secret-id and --secret-key go together"),
            (["--tls-key", "a"], "--tls-certificate and --tls-key go together"),
            (["--rtmps-address", "localhost:0"], "--https-address and --rtmps-address need --tls-certificate"),
            (["--https-address", "off"], "--https-address takes HOST:PORT"),
            (["--http-address", "off"], "--http-address off needs --https-address"),
            (["--config", "/no/such/file"], "/no/such/file can't be read"),
        ])
    func refusals(arguments: [String], message: String) throws {
        let text = try #require(refusal(arguments))
        #expect(text.hasPrefix(message))
        #expect(!text.contains("\n"))
    }

    @Test("refuses unknown names in the environment and in the file")
    func unknownNames() throws {
        #expect(refusal([], ["AIRCHECK_DATA_DIRECTORY": "x"])?.contains("AIRCHECK_DATA_DIRECTORY") == true)
        try file("data-directory: x") { path in
            #expect(refusal(["--config", path])?.hasPrefix("unknown setting \(path): data-directory") == true)
        }
        try file("- a\n- b") { path in
            #expect(refusal(["--config", path])?.contains("must hold settings") == true)
        }
    }
}
