"""The firewall before the balancer: rules of AWS, and a rate for each address."""

from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra.log_groups import log_group

REQUESTS_PER_FIVE_MINUTES = 2000
"""Of one address: a page with its pictures is about sixty, and several people may share one."""
_MANAGED = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesCommonRuleSet",
)
RULES = len(_MANAGED) + 1
"""Those of AWS, and the rate."""
# Uploads and files of items are larger than 8 KB; their services have limits of their own.
_ONLY_COUNTED = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}


def put_firewall_before(
    scope: Construct, balancer: elbv2.ApplicationLoadBalancer
) -> wafv2.CfnWebACL:
    """A web ACL that is asked before the balancer is; what it decides is logged for thirty days."""
    rules = [_managed(name, at) for at, name in enumerate(_MANAGED)]
    firewall = wafv2.CfnWebACL(
        scope,
        "Firewall",
        scope="REGIONAL",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_seen("firewall"),
        rules=[*rules, _rate(len(rules))],
    )
    wafv2.CfnWebACLAssociation(
        scope,
        "FirewallBeforeBalancer",
        resource_arn=balancer.load_balancer_arn,
        web_acl_arn=firewall.attr_arn,
    )
    _log_decisions(scope, firewall)
    return firewall


def _log_decisions(scope: Construct, firewall: wafv2.CfnWebACL) -> None:
    # Names of groups for it must begin like this.
    group: logs.LogGroup = log_group(scope, "FirewallLog", "aws-waf-logs-talknshop")
    wafv2.CfnLoggingConfiguration(
        scope,
        "FirewallLogging",
        resource_arn=firewall.attr_arn,
        log_destination_configs=[group.log_group_arn],
        redacted_fields=[
            wafv2.CfnLoggingConfiguration.FieldToMatchProperty(
                single_header={"Name": "authorization"}
            )
        ],
    )


def _managed(name: str, priority: int) -> wafv2.CfnWebACL.RuleProperty:
    counted = [
        wafv2.CfnWebACL.RuleActionOverrideProperty(
            name=rule, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
        )
        for rule in _ONLY_COUNTED.get(name, ())
    ]
    return wafv2.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=name, rule_action_overrides=counted or None
            )
        ),
        visibility_config=_seen(name),
    )


def _rate(priority: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name="rate",
        priority=priority,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=REQUESTS_PER_FIVE_MINUTES, evaluation_window_sec=300
            )
        ),
        visibility_config=_seen("rate"),
    )


def _seen(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
