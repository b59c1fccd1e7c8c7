"""The day: what happened at the three stations, as the officers wrote it. Nobody in it exists.

Minutes are counted back from the moment of loading, so that the board always looks like today.
"""

from msgspec import Struct

from backend.demonstration.film import Shot
from schemas.footage import EndReason
from schemas.incidents import IncidentClass, InvolvedPerson, PersonRole


class Filmed(Struct, frozen=True, kw_only=True):
    """One recording: its takes, when it began (seconds after arrival), and what went wrong with it."""

    takes: tuple[Shot, ...]
    by: str | None = None
    begun_s: int = 2
    gap_s: int = 0
    interrupted: EndReason = EndReason.CAMERA_LOST
    chosen: bool = True
    withheld: frozenset[int] = frozenset()
    altered: int | None = None
    strip: str


class Review(Struct, frozen=True, kw_only=True):
    """A reviewer's decision: points send it back, none approve it."""

    by: str
    opinion: str
    points: tuple[str, ...] = ()


class Episode(Struct, frozen=True, kw_only=True):
    """One incident. `reasons`: what its officer states, by the id of the gap or finding."""

    key: str
    officer: str
    kind: IncidentClass
    place: str
    narrative: str
    people: tuple[InvolvedPerson, ...] = ()
    cleared_min: int
    scene_s: int
    films: tuple[Filmed, ...] = ()
    reasons: dict[str, str] = {}
    handed_in: bool = False
    review: Review | None = None


def person(role: PersonRole, name: str, note: str = "", *, minor: bool = False) -> InvolvedPerson:
    """Return somebody of the report."""
    return InvolvedPerson(role=role, name=name, note=note, minor=minor)


REPORTER, SUSPECT, VICTIM = PersonRole.REPORTER, PersonRole.SUSPECT, PersonRole.VICTIM
WITNESS, OTHER = PersonRole.WITNESS, PersonRole.OTHER

DAY = (
    Episode(
        key="dispute", officer="010001", kind=IncidentClass.DISPATCH, place="人民南路12号2单元楼下",
        cleared_min=225, scene_s=60, handed_in=True,
        narrative=(
            "接110指令：人民南路12号有人因停车争吵。民警甲、民警乙到场后表明身份，告知全程录音录像。"
            "经了解，张某的车辆挡住李某车位，双方发生口角，无肢体冲突、无人受伤。"
            "民警当场劝解，张某挪车并道歉，双方表示不再追究，现场处置完毕。"
        ),
        people=(person(REPORTER, "李某", "车位使用人"), person(OTHER, "张某", "已当场挪车")),
        films=(
            Filmed(takes=(Shot("street", 40),), strip="........"),
            Filmed(takes=(Shot("shop", 35),), by="010002", begun_s=24, strip="......."),
        ),
        review=Review(by="010005", opinion="现场处置规范，录音录像完整，同意。"),
    ),
    Episode(
        key="stop", officer="010001", kind=IncidentClass.STOP_CHECK, place="东门客运站北广场",
        cleared_min=160, scene_s=75, handed_in=True,
        narrative=(
            "巡逻至东门客运站北广场，见一男子见警后折返、神色慌张，遂上前当场盘问、检查。"
            "民警出示执法证件，告知盘问理由和权利义务。该男子自称王某，持有本人居民身份证，"
            "经核查无违法犯罪记录，随身物品未见违禁品。盘问后即行放行。"
        ),
        people=(person(OTHER, "王某", "经盘问排除嫌疑"),),
        films=(
            Filmed(takes=(Shot("street", 20), Shot("street", 25)), gap_s=24, strip="....g...."),
        ),
        reasons={"gap-4": "值班室来电核对人员信息，手机自动中断录像；通话结束立即恢复，其间在原地等待核查结果。"},
    ),
    Episode(
        key="yesterday", officer="010001", kind=IncidentClass.DISPATCH, place="滨江路夜市烧烤摊",
        cleared_min=26 * 60 + 40, scene_s=42,
        narrative="接群众报警：滨江路夜市有摊贩外放音响扰民。到场后责令摊主陈某关闭音响，陈某当场改正。",
        people=(person(REPORTER, "周某"), person(OTHER, "陈某", "摊主")),
        films=(Filmed(takes=(Shot("night", 35),), chosen=False, strip="......."),),
    ),
    Episode(
        key="forest", officer="010001", kind=IncidentClass.INSPECTION, place="青山村三组后山林地",
        cleared_min=95, scene_s=50,
        narrative=(
            "接青山村村委会报告：后山林地有疑似盗伐痕迹。到场后对现场进行勘验、拍照并提取树桩切片，"
            "现场发现新伐树桩四处，未见作案人员。山区无信号，录像返程途中上传。"
        ),
        people=(person(REPORTER, "赵某", "村委会工作人员"),),
        films=(
            Filmed(takes=(Shot("river", 30),), withheld=frozenset({4, 5}), strip="....MM"),
        ),
        reasons={
            "SEG_MISSING-0-n4": "返程途中手机摔坏，第5段未能传出；手机已交县局技术室提取。",
            "SEG_MISSING-0-n5": "返程途中手机摔坏，第6段未能传出；手机已交县局技术室提取。",
        },
    ),
    Episode(
        key="fight", officer="010001", kind=IncidentClass.DISPATCH, place="解放街大排档门口",
        cleared_min=38, scene_s=80,
        narrative=(
            "接110指令：解放街大排档有人打架。到场时孙某、吴某已被围观群众拉开，吴某左手擦伤，"
            "不要求送医。已口头传唤双方到所接受询问，并调取店内监控。"
        ),
        people=(person(SUSPECT, "孙某"), person(VICTIM, "吴某", "左手擦伤"), person(WITNESS, "郑某", "店主")),
        films=(
            Filmed(
                takes=(Shot("night", 25), Shot("night", 20)), gap_s=31, interrupted=EndReason.BATTERY,
                strip=".....G...",
            ),
        ),
    ),
    Episode(
        key="evening", officer="010002", kind=IncidentClass.DISPATCH, place="新华路便民超市",
        cleared_min=21 * 60 + 25, scene_s=50,
        narrative="接110指令：便民超市门口有人醉酒滋事。到场后约束醉酒人员刘某至酒醒，通知家属领回，未造成财物损失。",
        people=(person(REPORTER, "冯某", "收银员"), person(OTHER, "刘某", "醉酒")),
        films=(Filmed(takes=(Shot("shop", 40, frozen=(21.0, 23.4)),), strip="....F..."),),
    ),
    Episode(
        key="burglary", officer="010002", kind=IncidentClass.DISPATCH, place="建设路45号3栋201",
        cleared_min=120, scene_s=22 * 60,
        narrative="接110指令：何某报称家中抽屉内现金被盗，价值约八百元。到场了解情况，通知技术人员勘验。",
        people=(person(VICTIM, "何某"),),
    ),
    Episode(
        key="seizure", officer="010002", kind=IncidentClass.INSPECTION, place="城东农贸市场7号摊位",
        cleared_min=70, scene_s=42, handed_in=True,
        narrative=(
            "根据群众举报，依法对城东农贸市场7号摊位进行检查。检查时摊主许某在场，民警出示检查证和执法证件。"
            "现场查获疑似管制刀具三把，依法予以扣押，制作扣押清单，许某核对无误后签名。"
        ),
        people=(person(SUSPECT, "许某", "摊主"), person(WITNESS, "吕某", "见证人")),
        films=(Filmed(takes=(Shot("shop", 30),), altered=2, strip="..X..."),),
    ),
    Episode(
        key="hotel", officer="020001", kind=IncidentClass.INSPECTION, place="西街顺达旅馆",
        cleared_min=190, scene_s=55, handed_in=True,
        narrative=(
            "对西街顺达旅馆进行日常治安检查。检查住客登记簿及登记系统，发现203房住客未登记身份信息。"
            "经营者施某承认当班人员漏登，已当场补登，责令限期改正。"
        ),
        people=(person(OTHER, "施某", "旅馆经营者"),),
        films=(Filmed(takes=(Shot("room", 40, silent=(15.5, 19.5)),), strip="...F...."),),
        review=Review(
            by="020002", opinion="告知权利义务的一段没有声音，需补充说明后再报。",
            points=("第4段话筒无声约4秒：请用文字写明这段时间告知的内容和当事人的回答", "请补充203房住客的核实结果"),
        ),
    ),
    Episode(
        key="ebike", officer="020001", kind=IncidentClass.ON_SCENE_PENALTY, place="西街与文庙巷路口",
        cleared_min=55, scene_s=50, handed_in=True,
        narrative=(
            "在西街与文庙巷路口执勤时，发现曹某驾驶电动自行车逆行。民警指出违法事实，说明理由和依据，"
            "告知陈述、申辩和申请复议的权利。曹某对事实和处罚无异议，当场处以警告，决定书已当场交付并签收。"
        ),
        people=(person(SUSPECT, "曹某", "无异议"),),
        films=(Filmed(takes=(Shot("street", 45),), strip="........."),),
    ),
    Episode(
        key="closure", officer="030001", kind=IncidentClass.ENFORCEMENT, place="河口镇码头路平安旅馆",
        cleared_min=140, scene_s=60, handed_in=True,
        narrative=(
            "执行县公安局责令停业整顿决定。到场后向经营者严某宣读并送达决定书，告知复议和诉讼权利；"
            "严某拒不自行停业，遂清点住客、协助转住，张贴停业公告，关闭营业场所。全程秩序平稳，无人受伤。"
        ),
        people=(person(OTHER, "严某", "旅馆经营者"),),
        films=(Filmed(takes=(Shot("room", 35, black=(10.5, 14.5)),), strip="..F...."),),
    ),
    Episode(
        key="elder", officer="030001", kind=IncidentClass.OTHER, place="河口镇老车站候车亭",
        cleared_min=20, scene_s=32,
        narrative="群众求助：候车亭有一名老人走失。老人能说出家人电话，联系其女儿钱某到场接回，平安移交。",
        people=(person(REPORTER, "魏某"), person(OTHER, "钱某", "老人家属")),
        films=(Filmed(takes=(Shot("river", 25),), chosen=False, strip="....."),),
    ),
)  # fmt: skip
