//! Every operation: whether it may be sent again, what its response decodes to, and its arguments.

use std::future::Future;
use std::pin::Pin;

use huaweicloud::dcs::Client;
use huaweicloud::dcs::operations::*;
use serde_json::Value;

use crate::description::Given;

/// One operation of the client.
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The name of the method.
    pub method: &'static str,
    /// Whether the request is sent again where the response is 503.
    pub repeats: bool,
    /// Sends the request with arguments, and returns what the body of the response encodes to.
    pub call: for<'a> fn(&'a Client, &'a Given) -> Called<'a>,
}

/// What a call ends with.
pub type Called<'a> = Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>>;

/// The error of a call.
#[derive(Debug, Default)]
pub struct Failure {
    /// The status of the response.
    pub status: Option<u16>,
    /// The `error_code` of its body.
    pub code: Option<String>,
    /// The error as text.
    #[allow(dead_code, reason = "read by `Debug`")]
    pub text: String,
}

macro_rules! argument {
    ($given:ident, body) => {
        &$given.body()?
    };
    // Types of their own, which any string converts into.
    ($given:ident, instance_id) => {
        $given.get("instance_id")
    };
    ($given:ident, backup_id) => {
        $given.get("backup_id")
    };
    ($given:ident, group_id) => {
        $given.get("group_id")
    };
    ($given:ident, node_id) => {
        $given.get("node_id")
    };
    ($given:ident, $name:ident) => {
        $given.get(stringify!($name)).into()
    };
}

macro_rules! repeats {
    (repeated) => {
        true
    };
    (once) => {
        false
    };
}

macro_rules! encoded {
    (json, $body:ident) => {
        serde_json::to_value(&$body).expect("a body that can be encoded")
    };
    (stream, $body:ident) => {{
        drop($body);
        Value::Null
    }};
    (ChangeNodesStartStopStatusOutput, $body:ident) => {
        match $body {
            ChangeNodesStartStopStatusOutput::OkPlain(text) => Value::String(text),
            ChangeNodesStartStopStatusOutput::OkJson(body) => encoded!(json, body),
            other => panic!("undocumented: {other:?}"),
        }
    };
    ($output:ident, $body:ident) => {
        match $body {
            $output::Ok(body) => encoded!(json, body),
            $output::NoContent => Value::Null,
            other => panic!("undocumented: {other:?}"),
        }
    };
}

macro_rules! operations {
    ($($method:ident $id:literal $repeat:ident $kind:ident ($($argument:ident),*) $(+ $optional:ident)?;)*) => {
        /// Every operation, in the order of the description.
        pub const ALL: &[Operation] = &[$(
            Operation { id: $id, method: stringify!($method), repeats: repeats!($repeat), call: $method },
        )*];

        $(
            fn $method<'a>(client: &'a Client, given: &'a Given) -> Called<'a> {
                Box::pin(async move {
                    let _ = given;
                    let request = client.$method($(argument!(given, $argument)),*)$(.$optional(&given.body()?))?;
                    let response = request.send().await.map_err(|error| Failure {
                        status: error.status().map(|status| status.as_u16()),
                        code: error.code().map(str::to_owned),
                        text: error.to_string(),
                    })?;
                    let body = response.into_body();
                    Ok(encoded!($kind, body))
                })
            }
        )*

        /// A test for each.
        mod each {
            $(
                #[tokio::test]
                async fn $method() {
                    crate::check($id).await;
                }
            )*
        }
    };
}

operations! {
    // Instances.
    list_instances "ListInstances" repeated json ();
    create_instance "CreateInstance" once json (body);
    batch_delete_instances "BatchDeleteInstances" repeated json () + body;
    show_instance "ShowInstance" repeated json (instance_id);
    update_instance "UpdateInstance" repeated json (instance_id) + body;
    delete_single_instance "DeleteSingleInstance" repeated json (instance_id);
    export_instances_task "ExportInstancesTask" once json (body);
    export_excel_job "ExportExcelJob" repeated json (job_id);
    list_statistics_of_running_instances "ListStatisticsOfRunningInstances" repeated json ();
    list_number_of_instances_in_different_status "ListNumberOfInstancesInDifferentStatus" repeated json ();

    // Instance changes.
    restart_or_flush_instances "RestartOrFlushInstances" once json (body);
    resize_instance "ResizeInstance" once json (instance_id, body);
    create_resize_order "CreateResizeOrder" once json (instance_id) + body;
    start_instance_resize_check_job "StartInstanceResizeCheckJob" once json (instance_id) + body;
    list_instance_operations "ListInstanceOperations" repeated json (instance_id, operation);
    migrate_az "MigrateAz" repeated json (instance_id) + body;
    update_password "UpdatePassword" once json (instance_id, body);
    reset_password "ResetPassword" once json (instance_id) + body;
    show_instance_version "ShowInstanceVersion" repeated json (instance_id);
    upgrade_instance_minor_version "UpgradeInstanceMinorVersion" once json (instance_id, body);
    validate_deletable_replica "ValidateDeletableReplica" repeated json (instance_id);

    // Shards and nodes.
    batch_show_nodes_information "BatchShowNodesInformation" repeated json ();
    show_nodes_information "ShowNodesInformation" repeated json (instance_id);
    show_instance_topology "ShowInstanceTopology" repeated json (instance_id);
    change_nodes_start_stop_status "ChangeNodesStartStopStatus" repeated ChangeNodesStartStopStatusOutput (instance_id, body);
    change_master_standby "ChangeMasterStandby" once json (instance_id);
    change_master_standby_async "ChangeMasterStandbyAsync" once json (instance_id);
    list_group_replication_info "ListGroupReplicationInfo" repeated json (instance_id);
    show_replication_states "ShowReplicationStates" repeated json (instance_id, group_id);
    execute_cluster_switchover "ExecuteClusterSwitchover" once json (instance_id, group_id, node_id);
    update_slave_priority "UpdateSlavePriority" repeated json (instance_id, group_id, node_id, body);
    delete_ip_from_domain_name "DeleteIpFromDomainName" repeated json (instance_id, group_id, node_id);

    // Network access.
    show_ip_whitelist "ShowIpWhitelist" repeated json (instance_id);
    update_ip_whitelist "UpdateIpWhitelist" repeated json (instance_id, body);
    update_ip_whitelist_async "UpdateIpWhitelistAsync" repeated json (instance_id, body);
    show_instance_ssl_detail "ShowInstanceSslDetail" repeated json (instance_id);
    update_ssl_switch "UpdateSslSwitch" repeated json (instance_id, body);
    download_ssl_cert "DownloadSslCert" repeated json (instance_id);
    update_public_ip "UpdatePublicIp" repeated UpdatePublicIpOutput (instance_id, body);
    delete_public_ip "DeletePublicIp" repeated DeletePublicIpOutput (instance_id);
    update_client_ip_transparent_transmission "UpdateClientIpTransparentTransmission" repeated json (instance_id, body);

    // Bandwidth.
    show_bandwidths "ShowBandwidths" repeated json (instance_id);
    update_bandwidth "UpdateBandwidth" repeated json (instance_id, body);
    update_instance_bandwidth "UpdateInstanceBandwidth" repeated json (instance_id);
    show_instance_bandwidth_auto_scaling_policy "ShowInstanceBandwidthAutoScalingPolicy" repeated json (instance_id);
    update_instance_bandwidth_auto_scaling_policy "UpdateInstanceBandwidthAutoScalingPolicy" repeated json (instance_id, body);
    delete_instance_bandwidth_auto_scaling_policy "DeleteInstanceBandwidthAutoScalingPolicy" repeated json (instance_id);

    // Configuration.
    list_configurations "ListConfigurations" repeated json (instance_id);
    update_configurations "UpdateConfigurations" repeated json (instance_id, body);
    update_instance_config "UpdateInstanceConfig" repeated UpdateInstanceConfigOutput (instance_id, body);
    list_config_histories "ListConfigHistories" repeated json (instance_id);
    show_config_history_detail "ShowConfigHistoryDetail" repeated json (instance_id, history_id);
    list_config_templates "ListConfigTemplates" repeated json (template_type);
    create_custom_template "CreateCustomTemplate" once json (body);
    show_config_template "ShowConfigTemplate" repeated json (template_id, template_type);
    update_config_template "UpdateConfigTemplate" repeated json (template_id, body);
    delete_config_template "DeleteConfigTemplate" repeated json (template_id);

    // Backups and restorations.
    list_backup_records "ListBackupRecords" repeated json (instance_id);
    copy_instance "CopyInstance" once json (instance_id) + body;
    delete_backup_file "DeleteBackupFile" repeated json (instance_id, backup_id);
    list_backup_file_links "ListBackupFileLinks" repeated json (instance_id, backup_id, body);
    list_restore_records "ListRestoreRecords" repeated ListRestoreRecordsOutput (instance_id);
    restore_instance "RestoreInstance" once json (instance_id, body);

    // Data migration.
    list_migration_task "ListMigrationTask" repeated json ();
    create_migration_task "CreateMigrationTask" once json (body);
    create_online_migration_task "CreateOnlineMigrationTask" once json (body);
    set_online_migration_task "SetOnlineMigrationTask" once json (task_id, body);
    show_migration_task "ShowMigrationTask" repeated json (task_id);
    update_migration_task "UpdateMigrationTask" repeated json (task_id, body);
    show_migration_task_stats "ShowMigrationTaskStats" repeated json (task_id);
    list_migration_task_logs "ListMigrationTaskLogs" repeated json (task_id);
    stop_migration_task "StopMigrationTask" repeated json (task_id);
    stop_migration_task_sync "StopMigrationTaskSync" repeated json (task_id);
    batch_stop_migration_tasks "BatchStopMigrationTasks" repeated json (body);
    batch_restart_online_migration_tasks "BatchRestartOnlineMigrationTasks" once json (body);
    delete_migration_task "DeleteMigrationTask" repeated json (body);
    exchange_instance_ip "ExchangeInstanceIp" once json (task_id, body);
    rollback_exchange_instance_ip "RollbackExchangeInstanceIp" once json (task_id);

    // Accounts and sessions.
    list_acl_accounts "ListAclAccounts" repeated json (instance_id);
    create_acl_account "CreateAclAccount" once json (instance_id, body);
    update_acl_account_remark "UpdateAclAccountRemark" repeated json (instance_id, account_id) + body;
    delete_acl_account "DeleteAclAccount" repeated json (instance_id, account_id);
    update_acl_account "UpdateAclAccount" repeated json (instance_id, account_id, body);
    update_acl_account_password "UpdateAclAccountPassWord" once json (instance_id, account_id, body);
    reset_acl_account_password "ResetAclAccountPassWord" repeated json (instance_id, account_id, body);
    list_clients "ListClients" repeated json (instance_id);
    scan_clients "ScanClients" repeated json (instance_id, body);
    hang_up_clients "HangUpClients" repeated json (instance_id, body);
    hang_up_kill_all_clients "HangUpKillAllClients" once json (instance_id, body);
    login_web_cli "LoginWebCli" once json (instance_id, body);
    execute_command_mobilization "ExecuteCommandMobilization" once json (instance_id) + body;
    logoff_web_cli "LogoffWebCli" repeated json (instance_id, body);

    // Tags.
    show_tags "ShowTags" repeated json (instance_id);
    batch_create_or_delete_tags "BatchCreateOrDeleteTags" repeated json (instance_id, body);
    list_tags_of_tenant "ListTagsOfTenant" repeated json ();

    // Analysis and diagnosis.
    create_bigkey_scan_task "CreateBigkeyScanTask" once json (instance_id);
    list_bigkey_scan_tasks "ListBigkeyScanTasks" repeated json (instance_id);
    show_bigkey_scan_task_details "ShowBigkeyScanTaskDetails" repeated json (instance_id, bigkey_id);
    delete_bigkey_scan_task "DeleteBigkeyScanTask" repeated DeleteBigkeyScanTaskOutput (instance_id, bigkey_id);
    show_bigkey_autoscan_config "ShowBigkeyAutoscanConfig" repeated json (instance_id);
    update_bigkey_autoscan_config "UpdateBigkeyAutoscanConfig" repeated json (instance_id, body);
    create_hotkey_scan_task "CreateHotkeyScanTask" once json (instance_id);
    list_hot_key_scan_tasks "ListHotKeyScanTasks" repeated json (instance_id);
    show_hotkey_task_details "ShowHotkeyTaskDetails" repeated json (instance_id, hotkey_id);
    delete_hotkey_scan_task "DeleteHotkeyScanTask" repeated DeleteHotkeyScanTaskOutput (instance_id, hotkey_id);
    download_hot_key "DownloadHotKey" repeated stream (instance_id, task_id);
    show_hotkey_autoscan_config "ShowHotkeyAutoscanConfig" repeated json (instance_id);
    update_hotkey_auto_scan_config "UpdateHotkeyAutoScanConfig" repeated json (instance_id, body);
    create_auto_expire_scan_task "CreateAutoExpireScanTask" once json (instance_id);
    scan_expire_key "ScanExpireKey" once json (instance_id);
    show_expire_key_scan_info "ShowExpireKeyScanInfo" repeated json (instance_id);
    show_expire_auto_scan_config "ShowExpireAutoScanConfig" repeated json (instance_id);
    update_expire_auto_scan_config "UpdateExpireAutoScanConfig" repeated json (instance_id, body);
    list_offline_key_analysis_task "ListOfflineKeyAnalysisTask" repeated json (instance_id);
    create_offline_key_analysis "CreateOfflineKeyAnalysis" once json (instance_id, body);
    show_offline_key_analysis_task "ShowOfflineKeyAnalysisTask" repeated json (instance_id, task_id);
    delete_offline_key_analysis_task "DeleteOfflineKeyAnalysisTask" repeated json (instance_id, task_id);
    list_diagnosis_tasks "ListDiagnosisTasks" repeated json (instance_id);
    create_diagnosis_task "CreateDiagnosisTask" once json (instance_id, body);
    delete_diagnosis_task "DeleteDiagnosisTask" repeated json (instance_id) + body;
    show_diagnosis_task_details "ShowDiagnosisTaskDetails" repeated json (report_id);

    // Log management.
    list_redislog "ListRedislog" repeated ListRedislogOutput (instance_id, log_type);
    create_redislog "CreateRedislog" once json (instance_id, log_type);
    create_redislog_download_link "CreateRedislogDownloadLink" repeated json (instance_id, id);
    list_slowlog "ListSlowlog" repeated json (instance_id, start_time, end_time);

    // Tasks.
    list_background_task "ListBackgroundTask" repeated json (instance_id);
    delete_background_task "DeleteBackgroundTask" repeated DeleteBackgroundTaskOutput (instance_id, task_id);
    show_background_task_progress "ShowBackgroundTaskProgress" repeated json (instance_id, task_id);
    list_center_task "ListCenterTask" repeated json ();
    delete_center_task "DeleteCenterTask" repeated json (task_id) + body;
    show_job_info "ShowJobInfo" repeated json (job_id);

    // Catalog.
    list_flavors "ListFlavors" repeated json ();
    list_available_zones "ListAvailableZones" repeated json ();
    list_maintenance_windows "ListMaintenanceWindows" repeated json ();
    show_quota_of_tenant "ShowQuotaOfTenant" repeated json ();
    list_monitored_objects "ListMonitoredObjects" repeated json (dim_name);
    list_monitored_objects_of_instance "ListMonitoredObjectsOfInstance" repeated json (instance_id, dim_name);
}
